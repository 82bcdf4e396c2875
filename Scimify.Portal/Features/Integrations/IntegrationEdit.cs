using Scimify.Core.Integrations;

namespace Scimify.Portal.Features.Integrations;

/// <summary>The settings form: the stored values, changed by the person.</summary>
public sealed class IntegrationEdit
{
    private readonly IntegrationView _stored;

    public IntegrationEdit(IntegrationView stored)
    {
        _stored = stored;
        Name = stored.Name;
        Address = AddressOf(stored);
        ClientId = stored.ClientId;
        GroupDescription = stored.GroupDescription;
        Mode = IntegrationModes.NameOf(stored.Mode);
        Adoption = stored.Policies.Adoption;
        OnDelete = stored.Policies.OnDelete;
        EmailSource = stored.Policies.EmailSource;
        EndSessions = stored.Policies.EndSessions;
        RemoveApiKeys = stored.Policies.RemoveApiKeys;
        Strict = stored.Policies.Strict;
    }

    public string Name { get; set; }

    public string Address { get; set; }

    public string ClientId { get; set; }

    /// <summary>Empty: the stored one stays.</summary>
    public string ClientSecret { get; set; } = "";

    public string GroupDescription { get; set; }

    public string Mode { get; set; }

    public string Adoption { get; set; }

    public string OnDelete { get; set; }

    public string EmailSource { get; set; }

    public bool EndSessions { get; set; }

    public bool RemoveApiKeys { get; set; }

    public bool Strict { get; set; }

    /// <summary>What differs from the stored values, and nothing else: two people can change different settings at once.</summary>
    public IntegrationChange ToChange()
    {
        var moved = Address.Trim() != AddressOf(_stored);
        return new IntegrationChange
        {
            Name = Changed(Name, _stored.Name),
            InstanceName = moved ? LookerAddressText.InstanceName(Address) : null,
            BaseUrl = moved ? LookerAddressText.BaseUrl(Address) : null,
            ClientId = Changed(ClientId, _stored.ClientId),
            ClientSecret = ClientSecret.Length == 0 ? null : ClientSecret,
            GroupDescription = GroupDescription == _stored.GroupDescription ? default : new Optional<string?>(GroupDescription),
            Mode = Mode == IntegrationModes.NameOf(_stored.Mode) ? null : IntegrationModes.Parse(Mode),
            Policies = new PolicyChange
            {
                Adoption = Changed(Adoption, _stored.Policies.Adoption),
                OnDelete = Changed(OnDelete, _stored.Policies.OnDelete),
                EmailSource = Changed(EmailSource, _stored.Policies.EmailSource),
                EndSessions = Changed(EndSessions, _stored.Policies.EndSessions),
                RemoveApiKeys = Changed(RemoveApiKeys, _stored.Policies.RemoveApiKeys),
                Strict = Changed(Strict, _stored.Policies.Strict),
            },
        };
    }

    private static string AddressOf(IntegrationView integration) => integration.InstanceName ?? integration.BaseUrl;

    private static string? Changed(string value, string stored) => value == stored ? null : value;

    private static bool? Changed(bool value, bool stored) => value == stored ? null : value;
}
