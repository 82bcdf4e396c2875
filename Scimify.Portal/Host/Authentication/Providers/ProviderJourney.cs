using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Scimify.Core.People;

namespace Scimify.Portal.Host.Authentication.Providers;

/// <summary>Why somebody is led to a provider. It travels in the protected <c>state</c>.</summary>
internal enum JourneyPurpose
{
    /// <summary>To sign in.</summary>
    SignIn,

    /// <summary>An owner finds out what a sign-in would do.</summary>
    Try,

    /// <summary>Somebody who is signed in makes the account a way to sign in as themselves.</summary>
    Connect,

    /// <summary>Somebody who has opened a one-time link makes the account their way in.</summary>
    Accept,
}

/// <param name="PersonId">Who began it; null for a sign-in. The same person has to come back.</param>
/// <param name="Revision">The provider's values at the start.</param>
internal sealed record ProviderJourney(JourneyPurpose Purpose, Guid? PersonId, int Revision)
{
    private const string PurposeKey = "scimify:purpose";
    private const string PersonKey = "scimify:person";
    private const string RevisionKey = "scimify:revision";
    private const string LinkKey = "scimify:link";
    private const string AgainKey = "scimify:again";

    /// <summary>The hash of the link that is accepted; null for another purpose.</summary>
    public string? Link { get; init; }

    /// <summary>Whether the provider has to ask the person once more, whatever session they have there.</summary>
    public bool AsksAgain { get; init; }

    /// <param name="returnAddress">Where a sign-in leads in the end. Must be an address of this console.</param>
    public AuthenticationProperties Properties(string returnAddress)
    {
        var properties = new AuthenticationProperties { RedirectUri = returnAddress };
        properties.Items[PurposeKey] = Purpose.ToString();
        properties.Items[PersonKey] = PersonId?.ToString();
        properties.Items[LinkKey] = Link;
        properties.Items[RevisionKey] = Revision.ToString(CultureInfo.InvariantCulture);
        if (AsksAgain)
        {
            properties.Items[AgainKey] = bool.TrueString;
            properties.SetParameter(OpenIdConnectChallengeProperties.PromptKey, "login");
            properties.SetParameter<TimeSpan?>(OpenIdConnectChallengeProperties.MaxAgeKey, TimeSpan.Zero);
        }

        return properties;
    }

    /// <summary>Null if the state is lost.</summary>
    public static ProviderJourney? Of(AuthenticationProperties? properties) =>
        properties is not null && Enum.TryParse<JourneyPurpose>(properties.GetString(PurposeKey), out var purpose) && int.TryParse(properties.GetString(RevisionKey), CultureInfo.InvariantCulture, out var revision)
            ? new ProviderJourney(purpose, Guid.TryParse(properties.GetString(PersonKey), out var person) ? person : null, revision) { Link = properties.GetString(LinkKey), AsksAgain = properties.GetString(AgainKey) is not null }
            : null;
}

/// <summary>
/// Lets a page of the console lead its person to a provider for something else than signing in. Without it, another site could
/// lead somebody there, and connect an account of its own to them.
/// </summary>
public sealed class JourneyTickets(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>A page that offers a journey may be open for a while.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly IDataProtector _protector = protection.CreateProtector("Scimify.JourneyTickets.v1");

    internal string Issue(JourneyPurpose purpose, Actor actor, Guid provider) =>
        _protector.Protect(Text(purpose, actor, provider, clock.GetUtcNow().Add(Life).ToUnixTimeSeconds()));

    internal bool IsGood(string? ticket, JourneyPurpose purpose, Actor actor, Guid provider)
    {
        try
        {
            return ticket is not null && _protector.Unprotect(ticket) is var text && long.TryParse(text.Split(' ')[^1], CultureInfo.InvariantCulture, out var until)
                && until > clock.GetUtcNow().ToUnixTimeSeconds() && text == Text(purpose, actor, provider, until);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }

    private static string Text(JourneyPurpose purpose, Actor actor, Guid provider, long until) => string.Create(CultureInfo.InvariantCulture, $"{purpose} {actor.Id} {provider} {until}");
}
