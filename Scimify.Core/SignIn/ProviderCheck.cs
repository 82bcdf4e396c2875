using System.Text.Json.Serialization;
using Scimify.Core.People;
using Scimify.Core.Primitives;

namespace Scimify.Core.SignIn;

/// <summary>Why somebody may not sign in with a provider that has said who they are.</summary>
[JsonConverter(typeof(EnumWordsConverter<SignInRefusal>))]
public enum SignInRefusal
{
    /// <summary>The claims do not say who it is.</summary>
    NoIdentity,

    /// <summary>Entra: another tenant's account.</summary>
    OtherTenant,

    /// <summary>Google: not an account of the Workspace domain.</summary>
    OtherDomain,

    /// <summary>No rule gives a role.</summary>
    NoRole,

    /// <summary>No rule gives a role, and Entra has left the groups out because they are too many.</summary>
    TooManyGroups,

    /// <summary>Nobody has connected the account, and the provider does not vouch for an address of a verified domain.</summary>
    NotConnected,

    /// <summary>Nobody has connected the account, but there is a person with its address.</summary>
    AddressTaken,

    Locked,

    /// <summary>The account is the way in of somebody else than the link is for.</summary>
    Taken,

    /// <summary>The provider vouches for an address that another person of the organization has.</summary>
    OtherPerson,

    /// <summary>The link was used, ended or replaced, or has expired.</summary>
    LinkGone,

    /// <summary>The provider was switched off or removed.</summary>
    Off,
}

/// <summary>What a provider's rules make of somebody's claims, without asking who is known.</summary>
/// <param name="Identity">Null with <see cref="SignInRefusal.NoIdentity"/>.</param>
/// <param name="Role">What the rules give; null if they give nothing.</param>
/// <param name="DecidesRole">Whether the role of a person who is known becomes <paramref name="Role"/>.</param>
/// <param name="Refusal">Why nobody with these claims comes in; null if the rules allow it.</param>
public sealed record ProviderCheck(ProviderIdentity? Identity, PortalRole? Role, bool DecidesRole, SignInRefusal? Refusal)
{
    private const string Groups = "groups";

    public static ProviderCheck Of(ProviderKind kind, ProviderRules rules, ProviderClaims claims)
    {
        var identity = ProviderIdentity.Of(kind, claims);
        var decides = rules.Roles.Count > 0;
        var role = rules.Roles.FirstOrDefault(rule => claims.Values(rule.Claim).Contains(rule.Value, StringComparer.Ordinal))?.Role ?? rules.DefaultRole;
        SignInRefusal? refusal = identity is null ? SignInRefusal.NoIdentity
            : rules.Tenants.Count > 0 && !rules.Tenants.Contains(claims.First("tid") ?? "", StringComparer.OrdinalIgnoreCase) ? SignInRefusal.OtherTenant
            : rules.HostedDomain is { } hosted && !hosted.Equals(claims.First("hd"), StringComparison.OrdinalIgnoreCase) ? SignInRefusal.OtherDomain
            : decides && role is null ? LeavesGroupsOut(claims) && rules.Roles.Any(rule => rule.Claim == Groups) ? SignInRefusal.TooManyGroups : SignInRefusal.NoRole
            : null;
        return new ProviderCheck(identity, role, decides, refusal);
    }

    /// <summary>Whether Entra names an address to ask for the groups, instead of the groups (more than 200 of them).</summary>
    public static bool LeavesGroupsOut(ProviderClaims claims) =>
        claims.IsTrue("hasgroups") || claims.Values("_claim_names." + Groups).Count > 0 || claims.First("_claim_names")?.Contains($"\"{Groups}\"", StringComparison.Ordinal) == true;

    /// <summary>Whether the provider vouches for an address of a domain whose people may come in unasked.</summary>
    public bool VouchesFor(ProviderRules rules) => Identity is { IsEmailVerified: true, Domain: { } domain } && rules.Domains.Contains(domain, StringComparer.Ordinal);
}
