using System.Text.Json.Serialization;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Somebody whose access SCIM took, and what became of it in Looker.</summary>
/// <param name="AskedAt">When SCIM asked.</param>
/// <param name="EndedAt">When Looker had it; null if it has not, or the person came back before.</param>
/// <param name="Seconds">From one to the other; until now for somebody who is still active.</param>
/// <param name="Outcome"><c>ended</c>, <c>active</c> for access that Looker still gives, or <c>returned</c> for somebody whose access was asked for again before it had ended.</param>
/// <param name="RequestId">The SCIM write that asked.</param>
public sealed record LeaverLine(
    Guid ScimId, string UserName, string DisplayName, Guid IntegrationUuid, string Integration, DateTimeOffset AskedAt, DateTimeOffset? EndedAt, double Seconds, string Outcome, Guid? RequestId);

public enum LeaverOutcome
{
    Ended,
    Active,
    Returned,
}

[JsonConverter(typeof(EnumWordsConverter<LeaverView>))]
public enum LeaverView
{
    All,

    /// <summary>Whose access ended too late, or has not ended in that time.</summary>
    Late,

    /// <summary>Whose access has not ended.</summary>
    Active,
}

/// <param name="From">Who was asked to leave at or after this time.</param>
/// <param name="To">And before this one.</param>
public sealed record LeaverFilter(DateTimeOffset From, DateTimeOffset To, Guid? IntegrationId = null, LeaverView View = LeaverView.All);

/// <summary>How long it took, without names.</summary>
/// <param name="Count">People whose access ended.</param>
/// <param name="Median">Half of them took no longer; null if there were none.</param>
/// <param name="Slow">Nineteen of twenty took no longer.</param>
/// <param name="Steps">How many ended within which time.</param>
public sealed record LeaverFigures(long Count, long Late, long Active, TimeSpan? Median, TimeSpan? Slow, IReadOnlyList<(string Text, long Count)> Steps);
