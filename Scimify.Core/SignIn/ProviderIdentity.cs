using Scimify.Core.People;

namespace Scimify.Core.SignIn;

/// <summary>Who somebody is for a provider.</summary>
/// <param name="Issuer"><c>iss</c>; that of Entra names the tenant.</param>
/// <param name="Subject"><c>sub</c>; for Entra the object (<c>oid</c>), because one person has another <c>sub</c> in each application.</param>
/// <param name="Email">The address that the provider names; null if none.</param>
/// <param name="IsEmailVerified">Whether the provider vouches that the address is this person's now.</param>
public sealed record ProviderIdentity(string Issuer, string Subject, string? Email, bool IsEmailVerified)
{
    private const int MaxLength = 500;

    /// <summary>Null if the claims do not say who it is.</summary>
    public static ProviderIdentity? Of(ProviderKind kind, ProviderClaims claims)
    {
        var issuer = claims.First("iss");
        var subject = kind != ProviderKind.Entra ? claims.First("sub") : claims.First("tid") is null ? null : claims.First("oid");
        var (email, isVerified) = kind switch
        {
            ProviderKind.Entra => OfEntra(claims),
            ProviderKind.Google => OfGoogle(claims),
            _ => (claims.First("email"), claims.IsTrue("email_verified")),
        };
        return issuer is { Length: > 0 and <= MaxLength } && subject is { Length: > 0 and <= MaxLength }
            ? new ProviderIdentity(issuer, subject, email, isVerified && email is not null)
            : null;
    }

    /// <summary>The part of the address behind the last <c>@</c>, in lower case; null without an address.</summary>
    public string? Domain => Email is { } email ? DomainOf(email) : null;

    internal static string? DomainOf(string email) => email.LastIndexOf('@') is var at and > 0 ? PeopleService.Normalise(email[(at + 1)..]) : null;

    /// <summary>
    /// A tenant vouches for the names that its own people sign in with, because their domains are its own. A guest's name belongs
    /// to somebody else, and an address counts only if Entra says that the owner of its domain has confirmed it.
    /// </summary>
    private static (string? Email, bool IsVerified) OfEntra(ProviderClaims claims)
    {
        var isGuest = claims.First("acct") == "1" || (claims.First("idp") is { } home && home != claims.First("iss"));
        return claims.First("preferred_username") is { } name && DomainOf(name) is not null && !name.Contains("#EXT#", StringComparison.OrdinalIgnoreCase)
            ? (name, !isGuest)
            : (claims.First("email"), !isGuest && claims.IsTrue("xms_edov"));
    }

    /// <summary>Google has confirmed the address once; whether it still is this person's, only the Workspace of its domain knows.</summary>
    private static (string? Email, bool IsVerified) OfGoogle(ProviderClaims claims)
    {
        var email = claims.First("email");
        return (email, email is not null && claims.IsTrue("email_verified") && claims.First("hd") is { } hosted && PeopleService.Normalise(hosted) == DomainOf(email));
    }
}
