using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.SignIn;

/// <summary>A provider as somebody wants it. Null leaves a value as it is; for a new provider it is the usual one.</summary>
/// <param name="ClientSecret">Null or empty keeps the one that is stored.</param>
/// <param name="DefaultRole">Null leaves it; see <paramref name="NoDefaultRole"/>.</param>
/// <param name="NoDefaultRole">Whether to have no default role.</param>
/// <param name="HostedDomain">Empty for none.</param>
public sealed record ProviderInput(
    string? Name = null, ProviderKind? Kind = null, string? Authority = null, string? ClientId = null, string? ClientSecret = null, string? Scopes = null,
    IReadOnlyList<RoleRule>? Roles = null, PortalRole? DefaultRole = null, bool NoDefaultRole = false, IReadOnlyList<string>? Domains = null,
    IReadOnlyList<string>? Tenants = null, string? HostedDomain = null, bool? IsEnabled = null)
{
    /// <summary>Contains no secret.</summary>
    public override string ToString() => nameof(ProviderInput);
}

/// <summary>A provider as it is to be, checked.</summary>
public sealed record ProviderDraft(string Name, ProviderKind Kind, string Authority, string ClientId, ProviderRules Rules)
{
    private const int MaxName = 60;
    private const int MaxClientId = 300;
    private const int MaxSecret = 2_000;
    private const int MaxScopes = 300;
    private const int MostRoles = 50;
    private const int MostDomains = 20;
    private const int MostTenants = 50;

    /// <summary>Anybody can have an address there.</summary>
    private static readonly string[] EverybodysDomains =
        ["gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de"];

    /// <param name="input">What is asked for.</param>
    /// <param name="present">What there is; null for a new provider.</param>
    /// <param name="policy">Which addresses an issuer may have.</param>
    /// <exception cref="ValidationFailedException">By field, in the names of the REST API.</exception>
    public static ProviderDraft Of(ProviderInput input, SignInProvider? present, ProviderNetworkPolicy policy)
    {
        var errors = new FieldErrors();
        var (authority, problem) = input.Authority is null && present is not null ? (present.Authority, null) : ProviderAuthority.Parse(input.Authority, policy);
        Require(errors, problem is null, "authority", problem ?? "");
        var kind = input.Kind ?? present?.Kind ?? ProviderKind.Other;
        var name = (input.Name ?? present?.Name ?? "").Trim();
        Require(errors, name.Length is > 0 and <= MaxName && !name.Any(char.IsControl), "name", $"must have 1 to {MaxName} characters.");
        var clientId = (input.ClientId ?? present?.ClientId ?? "").Trim();
        Require(errors, clientId.Length is > 0 and <= MaxClientId && clientId.All(c => c is > ' ' and <= '~'), "clientId", "must be the client ID that the provider gave.");
        var hasSecret = !string.IsNullOrEmpty(input.ClientSecret);
        Require(errors, hasSecret || present is not null, "clientSecret", "is required: the client secret that the provider gave.");
        Require(errors, !hasSecret || (input.ClientSecret!.Length <= MaxSecret && !input.ClientSecret.Any(char.IsControl)), "clientSecret", $"must have at most {MaxSecret} characters, and no line break.");

        // Otherwise whoever may change the address could have the stored secret sent to one of their own.
        Require(errors, present is null || hasSecret || authority == present.Authority, "clientSecret", "is required when the authority changes.");
        var rules = RulesOf(errors, input, present?.Rules ?? ProviderRules.Usual, kind, authority);
        errors.ThrowIfAny();
        return new ProviderDraft(name, kind, authority, clientId, rules);
    }

    private static ProviderRules RulesOf(FieldErrors errors, ProviderInput input, ProviderRules present, ProviderKind kind, string authority)
    {
        var scopes = string.Join(' ', (input.Scopes ?? present.Scopes).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct());
        Require(errors, scopes.Length <= MaxScopes && scopes.Split(' ').Contains("openid") && scopes.All(c => c is ' ' or (> ' ' and <= '~' and not '"' and not '\\')), "scopes", "must be names of scopes, separated by spaces, with openid among them.");
        List<RoleRule> roles = [.. (input.Roles ?? present.Roles).Select(rule => rule with { Claim = rule.Claim.Trim(), Value = rule.Value.Trim() })];
        Require(errors, roles.Count <= MostRoles, "roles", $"must have at most {MostRoles} rules.");
        Require(errors, roles.All(rule => rule.Claim.Length is > 0 and <= 200 && rule.Value.Length is > 0 and <= 300), "roles", "must each have a claim, its value and a role.");
        List<string> domains = [.. (input.Domains ?? present.Domains).Select(domain => PeopleService.Normalise(domain.TrimStart('@', ' '))).Distinct()];
        Require(errors, domains.Count <= MostDomains && domains.All(IsDomain), "domains", $"must be at most {MostDomains} domains such as example.com.");
        Require(errors, !domains.Any(EverybodysDomains.Contains), "domains", "must be your own: anybody can have an address at a public mail service.");
        List<string> tenants = kind == ProviderKind.Entra ? [.. (input.Tenants ?? present.Tenants).Select(tenant => Guid.TryParse(tenant.Trim(), out var id) ? id.ToString() : "").Distinct()] : [];
        Require(errors, tenants.Count <= MostTenants && tenants.All(tenant => tenant.Length > 0), "tenants", $"must be at most {MostTenants} tenant IDs, which are UUIDs.");
        Require(errors, kind != ProviderKind.Entra || tenants.Count > 0 || !ProviderAuthority.IsForManyTenants(authority), "tenants", "are required: the authority answers for the people of every tenant.");
        var hosted = kind == ProviderKind.Google ? PeopleService.Normalise(input.HostedDomain ?? present.HostedDomain ?? "") : "";
        Require(errors, hosted.Length == 0 || IsDomain(hosted), "hostedDomain", "must be a domain such as example.com.");
        return new ProviderRules(scopes, roles, input.NoDefaultRole ? null : input.DefaultRole ?? present.DefaultRole, domains, tenants, hosted.Length == 0 ? null : hosted);
    }

    /// <summary>Whether people with an address of the domain may come in unasked.</summary>
    public static bool IsOwnDomain(string domain) => IsDomain(domain) && !EverybodysDomains.Contains(domain);

    private static bool IsDomain(string text) => text.Length <= 253 && text.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(text) == UriHostNameType.Dns;

    private static void Require(FieldErrors errors, bool holds, string field, string rule)
    {
        if (!holds)
        {
            errors.Add(field, rule);
        }
    }
}
