using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Primitives;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Adoption;

/// <summary>Which of Looker's users and groups to list.</summary>
public sealed record InventoryListInput : PageInput
{
    [Description("Only users, or only groups.")]
    [Words(typeof(ResourceTypes), nameof(ResourceTypes.Names))]
    public string? ResourceType { get; init; }

    [Description("How it relates to SCIM.")]
    [JsonConverter(typeof(EnumWordsConverter<InventoryState>))]
    public InventoryState? State { get; init; }

    [Description("Part of the name or e-mail address, or the complete Looker ID.")]
    public string? Q { get; init; }
}

/// <summary>An account that SCIM may not touch.</summary>
public sealed record CreateProtectedAccountInput
{
    [Description("The Looker account's e-mail address.")]
    [Required]
    [Example("emergency@example.com")]
    public string? Address { get; init; }
}
