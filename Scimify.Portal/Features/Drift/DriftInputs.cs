using System.ComponentModel;
using System.Text.Json.Serialization;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Drift;

/// <summary>How to compare with Looker.</summary>
public sealed record ReconcileInput
{
    [Description("Whether to repair differences in managed state. Members who were added by hand stay. Default: false.")]
    public bool? Repair { get; init; }
}

/// <summary>Which differences to list.</summary>
public sealed record DriftListInput : PageInput
{
    [Description("Only of this kind.")]
    public DriftKind? Kind { get; init; }

    [Description("What was said of it. Default: open.")]
    [JsonConverter(typeof(EnumWordsConverter<DriftState>))]
    public DriftState? State { get; init; }
}
