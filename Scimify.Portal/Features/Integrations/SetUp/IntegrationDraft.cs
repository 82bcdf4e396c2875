using Scimify.Core.Integrations;

namespace Scimify.Portal.Features.Integrations.SetUp;

/// <summary>What the person has typed so far about a Looker that is not connected yet.</summary>
public sealed class IntegrationDraft : IConnectionInput
{
    public string Name { get; set; } = "";

    public string Address { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>How many fields have something in them.</summary>
    public int Changes() => new[] { Name, Address, ClientId, ClientSecret }.Count(text => text.Length > 0);

    /// <summary>Begins with the careful answer about accounts that are in Looker already. The next step shows it.</summary>
    public NewIntegration ToRequest() => new()
    {
        Name = Name,
        InstanceName = LookerAddressText.InstanceName(Address),
        BaseUrl = LookerAddressText.BaseUrl(Address),
        ClientId = ClientId,
        ClientSecret = ClientSecret,
        Policies = new PolicyChange { Adoption = AdoptionPolicy.Review },
    };
}
