using System.ComponentModel;
using System.Text.Json.Serialization;
using Scimify.Core.Primitives;
using Scimify.Core.Sync;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Directory;

/// <summary>Which links are listed.</summary>
public sealed record LinkListInput : PageInput
{
    [Description("Users or groups only.")]
    [Words(typeof(ResourceTypes), nameof(ResourceTypes.Names))]
    public string? ResourceType { get; init; }

    [Description("In this state only. A group counts with its memberships.")]
    [JsonConverter(typeof(EnumWordsConverter<SyncState>))]
    public SyncState? SyncState { get; init; }

    [Description("Part of the name, e-mail address or externalId, or the whole SCIM or Looker id.")]
    public string? Q { get; init; }
}
