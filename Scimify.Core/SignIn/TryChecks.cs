using Scimify.Core.People;

namespace Scimify.Core.SignIn;

/// <summary>What a try tells the person who sets a provider up.</summary>
internal static class TryChecks
{
    public static IEnumerable<TryCheck> Of(ProviderSnapshot provider, ProviderCheck check, ProviderClaims claims, SignInRefusal? why, PersonState? person)
    {
        yield return new(TryTone.Good, "Signature and issuer", $"The ID token is signed by {claims.First("iss")}, for this client.");
        if (why is { } refusal)
        {
            yield return Refused(refusal, check);
        }

        if (check.Identity is { } identity)
        {
            yield return identity.IsEmailVerified
                ? new(TryTone.Good, "Address", $"{identity.Email}, vouched for.")
                : new(TryTone.Wait, "Address", identity.Email is null ? "The claims have none, so nobody can come in unasked." : $"{identity.Email}, not vouched for: nobody comes in unasked with such an address.");
        }

        if (check.DecidesRole && check.Role is { } role && person is not null && person.Role != role)
        {
            yield return new(TryTone.Wait, "Role", $"{person.Email} is {Name(person.Role)} now, and would become {Name(role)}. The last owner stays an owner.");
        }

        if (!check.DecidesRole)
        {
            yield return new(TryTone.Wait, "Role", check.Role is { } given ? $"No rule decides. New people become {Name(given)}; the roles of others stay." : "No rule decides, so new people are refused. The roles of others stay.");
        }

        if (ProviderCheck.LeavesGroupsOut(claims) && why != SignInRefusal.TooManyGroups)
        {
            yield return new(TryTone.Wait, "Groups", "Entra has left the groups out, because they are too many. App roles have no such limit: use the claim roles.");
        }
    }

    private static TryCheck Refused(SignInRefusal why, ProviderCheck check) => why switch
    {
        SignInRefusal.NoIdentity => new(TryTone.Bad, "Identity", "The claims do not say who it is: iss and sub are missing (Entra: tid and oid)."),
        SignInRefusal.OtherTenant => new(TryTone.Bad, "Tenant", "The account belongs to a tenant that is not in the list."),
        SignInRefusal.OtherDomain => new(TryTone.Bad, "Workspace domain", "The claim hd is missing or names another domain."),
        SignInRefusal.NoRole => new(TryTone.Bad, "Role", "No rule gives a role to these claims, so the sign-in would be refused."),
        SignInRefusal.TooManyGroups => new(TryTone.Bad, "Role", "Entra has left the groups out, because they are too many. Use app roles (the claim roles), or limit the groups to those assigned to the application."),
        SignInRefusal.AddressTaken => new(TryTone.Wait, "Person", $"{check.Identity?.Email} is here already, and has not connected this account. They connect it under Company sign-in in their menu, after the provider is switched on."),
        SignInRefusal.Locked => new(TryTone.Bad, "Person", "The person is locked."),
        _ => new(TryTone.Wait, "Person", "Nobody has connected this account, and its address is of no domain whose people come in unasked. People connect it under Company sign-in in their menu, after the provider is switched on."),
    };

    private static string Name(PortalRole role) => role == PortalRole.TokenManager ? "token manager" : Primitives.LetterCase.Lower(role.ToString());
}
