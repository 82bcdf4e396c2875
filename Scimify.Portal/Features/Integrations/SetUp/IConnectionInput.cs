namespace Scimify.Portal.Features.Integrations.SetUp;

/// <summary>What a person types about a Looker, new or stored.</summary>
public interface IConnectionInput
{
    string Name { get; set; }

    /// <summary>Instance name or URL, as one field.</summary>
    string Address { get; set; }

    string ClientId { get; set; }

    string ClientSecret { get; set; }
}
