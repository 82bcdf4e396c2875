using System.ComponentModel;
using System.Text.Json.Serialization;
using Scimify.Core.Primitives;
using Scimify.Core.Sync;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Directory;

/// <summary>Which links to list.</summary>
public sealed record LinkListInput : PageInput
{
    [Description("Only users, or only groups.")]
    [Words(typeof(ResourceTypes), nameof(ResourceTypes.Names))]
    public string? ResourceType { get; init; }

    [Description("Only in this state. The state of a group includes its memberships.")]
    [JsonConverter(typeof(EnumWordsConverter<SyncState>))]
    public SyncState? SyncState { get; init; }

    [Description("Part of the name, e-mail address or externalId, or the complete SCIM or Looker ID.")]
    public string? Q { get; init; }
}
