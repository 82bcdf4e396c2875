using System.ComponentModel;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Drift;

/// <summary>How Looker is compared.</summary>
public sealed record ReconcileInput
{
    [Description("Put managed state right as well; members added by hand stay. false when left out.")]
    public bool? Repair { get; init; }
}

/// <summary>Which differences are listed.</summary>
public sealed record DriftListInput : PageInput
{
    [Description("Of this kind only.")]
    public DriftKind? Kind { get; init; }
}
