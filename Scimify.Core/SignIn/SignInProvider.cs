using Scimify.Core.People;

namespace Scimify.Core.SignIn;

/// <summary>An OpenID Connect provider with which an organization's people sign in to the console.</summary>
public sealed class SignInProvider
{
    public int Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public Organization? Organization { get; set; }

    /// <summary>Stands on the button of the sign-in page.</summary>
    public required string Name { get; set; }

    public ProviderKind Kind { get; set; }

    /// <summary>The issuer's address, below which <c>/.well-known/openid-configuration</c> is. Without a trailing slash.</summary>
    public required string Authority { get; set; }

    public required string ClientId { get; set; }

    public required string ProtectedClientSecret { get; set; }

    public required ProviderRules Rules { get; set; }

    public bool IsEnabled { get; set; }

    /// <summary>Moves with every change of what a try depends on: everything but name and switch.</summary>
    public int Revision { get; set; }

    /// <summary>The revision that somebody tried with success; null if none was.</summary>
    public int? TriedRevision { get; set; }

    /// <summary>When somebody last tried, whatever came of it.</summary>
    public DateTimeOffset? TriedAt { get; set; }

    /// <summary>The encrypted <see cref="ProviderTry"/>. It contains claims of a person.</summary>
    public string? ProtectedTry { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public bool IsTried => TriedRevision == Revision;
}

/// <summary>Whom a provider lets in, and as what.</summary>
/// <param name="Scopes">What the console asks for, separated by spaces; with <c>openid</c>.</param>
/// <param name="Roles">The first that applies decides. If there are any, each sign-in asks again.</param>
/// <param name="DefaultRole">The role if none of <paramref name="Roles"/> applies; null to refuse.</param>
/// <param name="Domains">Somebody with an address of one of these domains becomes a person at the first sign-in.</param>
/// <param name="Tenants">Entra: the only tenants whose people may come in. Empty for the tenant of the authority.</param>
/// <param name="HostedDomain">Google: the only Workspace domain whose people may come in; null for every account.</param>
public sealed record ProviderRules(
    string Scopes, IReadOnlyList<RoleRule> Roles, PortalRole? DefaultRole, IReadOnlyList<string> Domains, IReadOnlyList<string> Tenants, string? HostedDomain)
{
    public const string UsualScopes = "openid profile email";

    public static ProviderRules Usual { get; } = new(UsualScopes, [], null, [], [], null);

    public bool Equals(ProviderRules? other) => other is not null && Scopes == other.Scopes && Roles.SequenceEqual(other.Roles) && DefaultRole == other.DefaultRole
        && Domains.SequenceEqual(other.Domains) && Tenants.SequenceEqual(other.Tenants) && HostedDomain == other.HostedDomain;

    public override int GetHashCode() => HashCode.Combine(Scopes, Roles.Count, DefaultRole, Domains.Count, Tenants.Count, HostedDomain);
}

/// <summary>Whoever has the value in the claim has the role.</summary>
/// <param name="Claim">Such as <c>groups</c>; dots lead into objects, as in <c>realm_access.roles</c>.</param>
/// <param name="Value">Compared exactly.</param>
public sealed record RoleRule(string Claim, string Value, PortalRole Role);

/// <summary>Whose account at a provider is which person's. It is never found by an address.</summary>
public sealed class ProviderLogin
{
    public int OrganizationKey { get; set; }

    /// <summary>As <see cref="ProviderIdentity.Issuer"/>.</summary>
    public required string Issuer { get; set; }

    /// <summary>As <see cref="ProviderIdentity.Subject"/>.</summary>
    public required string Subject { get; set; }

    public Guid PersonId { get; set; }

    public Person? Person { get; set; }

    /// <summary>The provider with which it was last used. It may be gone.</summary>
    public Guid ProviderId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }
}
