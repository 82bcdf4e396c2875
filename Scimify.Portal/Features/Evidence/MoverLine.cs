using System.Text.Json.Serialization;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Somebody who had access at two moments, and other groups or attribute values at the second.</summary>
/// <param name="ScimId">The last one, if the person came back under another.</param>
/// <param name="Joined">Groups in Looker that the person was in at the second moment and not at the first.</param>
/// <param name="Left">The reverse.</param>
/// <param name="Stayed">Groups in Looker that the person was in at both moments: what the move left as it was.</param>
/// <param name="Attributes">Mapped attributes, such as the department, with another value.</param>
/// <param name="At">The last of these changes.</param>
public sealed record MoverLine(
    Guid ScimId, string UserName, string DisplayName, Guid IntegrationUuid, string Integration, IReadOnlyList<string> Joined, IReadOnlyList<string> Left,
    IReadOnlyList<string> Stayed, IReadOnlyList<MoverAttribute> Attributes, DateTimeOffset At);

/// <param name="Before">In Looker; null for none.</param>
/// <param name="After">In Looker; null for none.</param>
public sealed record MoverAttribute(string Name, string? Before, string? After);

[JsonConverter(typeof(EnumWordsConverter<MoverView>))]
public enum MoverView
{
    All,

    /// <summary>Who joined a group and left none.</summary>
    Kept,

    /// <summary>Whose mapped attributes changed.</summary>
    Attributes,
}

/// <inheritdoc cref="AccessChangeFilter"/>
public sealed record MoverFilter(DateTimeOffset From, DateTimeOffset To, Guid? IntegrationId = null, MoverView View = MoverView.All);
