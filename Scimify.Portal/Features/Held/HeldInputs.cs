using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Held;

/// <summary>Which held changes are decided about.</summary>
public sealed record HeldDecisionInput
{
    [Description("These held changes; those that are held no longer are passed over. This or all.")]
    [MaxLength(1_000)]
    public IReadOnlyList<Guid>? Uuids { get; init; }

    [Description("true: all that are held now.")]
    [Example(true)]
    public bool? All { get; init; }

    /// <summary>Null: all.</summary>
    /// <exception cref="ValidationFailedException">Neither <c>uuids</c> nor <c>all</c>, or both.</exception>
    public IReadOnlyCollection<Guid>? ToIds() => All == true == Uuids is null
        ? Uuids?.ToHashSet()
        : throw ValidationFailedException.Of("uuids", "must be the UUIDs of held changes, unless \"all\" is true, and not both.");
}
