using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Held;

/// <summary>Which held changes to decide about.</summary>
public sealed record HeldDecisionInput
{
    [Description("The held changes to decide about. Those that are no longer held are skipped. Either this or all.")]
    [MaxLength(1_000)]
    public IReadOnlyList<Guid>? Uuids { get; init; }

    [Description("true to decide about everything that is held now.")]
    [Example(true)]
    public bool? All { get; init; }

    /// <summary>Null for all.</summary>
    /// <exception cref="ValidationFailedException">Neither <c>uuids</c> nor <c>all</c> is given, or both are.</exception>
    public IReadOnlyCollection<Guid>? ToIds() => All == true == Uuids is null
        ? Uuids?.ToHashSet()
        : throw ValidationFailedException.Of("uuids", "must be the UUIDs of held changes, unless \"all\" is true, and not both.");
}
