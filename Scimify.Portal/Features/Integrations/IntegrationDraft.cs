using Scimify.Core.Integrations;

namespace Scimify.Portal.Features.Integrations;

/// <summary>What the person has typed so far.</summary>
public sealed class IntegrationDraft
{
    /// <summary>Instance name or URL, as one field.</summary>
    public string Address { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    public string Name { get; set; } = "";

    public string GroupDescription { get; set; } = IntegrationService.DefaultGroupDescription;

    public NewIntegration ToRequest() => new()
    {
        Name = Name,
        InstanceName = LookerAddressText.InstanceName(Address),
        BaseUrl = LookerAddressText.BaseUrl(Address),
        ClientId = ClientId,
        ClientSecret = ClientSecret,
        GroupDescription = GroupDescription,
    };
}
