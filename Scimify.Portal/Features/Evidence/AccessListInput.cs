using System.ComponentModel;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Whose access to list.</summary>
public sealed record AccessListInput : CursorInput
{
    [Description("The moment. Default: now. Not in the future.")]
    public DateTimeOffset? At { get; init; }

    [Description("Only access to this integration's Looker.")]
    public Guid? Integration { get; init; }

    [Description("Part of a name or address, also of a former one.")]
    public string? Q { get; init; }

    [Description("had: who had access. asked: SCIM asked for access, and Looker gave none. left: SCIM had taken the access, and Looker still gave it. byHand: who had access because somebody changed the account in Looker. Default: had.")]
    public AccessView? View { get; init; }

    /// <exception cref="Core.Requests.ValidationFailedException">The moment is in the future.</exception>
    public AccessFilter ToFilter(TimeProvider clock) => new(EvidenceTime.Require("at", At, clock.GetUtcNow()), Integration, Q, View ?? AccessView.Had);
}
