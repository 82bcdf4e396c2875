using System.Text.Json.Serialization;
using Scimify.Core.People;
using Scimify.Core.SignIn;

namespace Scimify.Portal.Features.Providers;

/// <summary>A provider as the form has it.</summary>
public sealed class ProviderEdit
{
    /// <summary>For a form that was kept while its person signed in again.</summary>
    internal const string Kept = "You are signed in again. Nothing is saved yet. If you had typed a client secret, type it once more: it was not kept.";

    public ProviderKind Kind { get; set; } = ProviderKind.Entra;

    public string Name { get; set; } = "";

    /// <summary>A tenant, a domain or an issuer (<see cref="ProviderKinds.AuthorityOf"/>).</summary>
    public string Address { get; set; } = "";

    public string ClientId { get; set; } = "";

    /// <summary>Empty to keep the stored one.</summary>
    [JsonIgnore]
    public string ClientSecret { get; set; } = "";

    public string Scopes { get; set; } = ProviderRules.UsualScopes;

    public List<RoleEdit> Roles { get; init; } = [];

    /// <summary>A role, or <see cref="DefaultRoles.None"/>.</summary>
    public string DefaultRole { get; set; } = DefaultRoles.None;

    public string Domains { get; set; } = "";

    public string Tenants { get; set; } = "";

    public string HostedDomain { get; set; } = "";

    /// <summary>What is usual for the kind, as far as nobody has typed anything.</summary>
    public void Choose(ProviderKind kind)
    {
        var (before, now) = (ProviderKinds.All[Kind], ProviderKinds.All[kind]);
        Name = Name.Length == 0 || Name == before.Name ? kind == ProviderKind.Other ? "" : now.Name : Name;
        Scopes = Scopes == before.Scopes ? now.Scopes : Scopes;
        Kind = kind;
    }

    public ProviderInput ToInput() => new(
        Name, Kind, ProviderKinds.AuthorityOf(Kind, Address), ClientId, ClientSecret, Scopes,
        [.. Roles.Select(rule => new RoleRule(rule.Claim, rule.Value, rule.Role))], DefaultRoles.Of(DefaultRole), DefaultRole == DefaultRoles.None, Parts(Domains), Parts(Tenants), HostedDomain);

    public static ProviderEdit New()
    {
        var edit = new ProviderEdit();
        edit.Choose(ProviderKind.Entra);
        return edit;
    }

    public static ProviderEdit Of(ProviderView provider)
    {
        var edit = new ProviderEdit
        {
            Kind = provider.Kind,
            Name = provider.Name,
            Address = ProviderKinds.AddressOf(provider.Kind, provider.Authority),
            ClientId = provider.ClientId,
            Scopes = provider.Rules.Scopes,
            DefaultRole = provider.Rules.DefaultRole?.ToString() ?? DefaultRoles.None,
            Domains = string.Join(", ", provider.Rules.Domains),
            Tenants = string.Join(", ", provider.Rules.Tenants),
            HostedDomain = provider.Rules.HostedDomain ?? "",
        };
        edit.Roles.AddRange(provider.Rules.Roles.Select(rule => new RoleEdit { Claim = rule.Claim, Value = rule.Value, Role = rule.Role }));
        return edit;
    }

    private static string[] Parts(string text) => text.Split([',', ' ', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A rule as the form has it.</summary>
public sealed class RoleEdit
{
    public Guid Id { get; } = Guid.NewGuid();

    public string Claim { get; set; } = "";

    public string Value { get; set; } = "";

    public PortalRole Role { get; set; } = PortalRole.Auditor;
}
