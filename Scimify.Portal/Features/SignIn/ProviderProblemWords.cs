using Scimify.Portal.Host.Authentication.Providers;

namespace Scimify.Portal.Features.SignIn;

/// <summary>What somebody reads who could not come in, and what they can do.</summary>
internal static class ProviderProblemWords
{
    private const string AskOwner = "Ask an owner of your organization in Scimify.";

    public static (string Title, string Text, int Status) Of(ProviderProblem problem) => problem switch
    {
        ProviderProblem.Down => ("Your company's sign-in does not answer", "Try again in a minute. If you have a password, you can sign in with it meanwhile.", 503),
        ProviderProblem.Secret => ("Your company's sign-in rejects Scimify", $"The client ID or the client secret is wrong or has expired. {AskOwner} They enter a new one under Sign-in providers.", 502),
        ProviderProblem.Declined => ("You are not signed in", "The sign-in was cancelled, or your identity provider does not let you use Scimify. Ask whoever assigns applications there.", 403),
        ProviderProblem.Lost => ("The sign-in took too long", "It was begun in another browser, more than 15 minutes ago, or twice at once. Begin again.", 400),
        ProviderProblem.Token => ("The answer of your company's sign-in is not valid", $"Scimify could not trust it, and you are not signed in. Begin again. If that does not help: {AskOwner}", 502),
        ProviderProblem.Request => ("Your company's sign-in refused the request", $"Most likely the redirect address or the scopes are not the ones that it knows. {AskOwner} They can try the provider and see its answer.", 502),
        ProviderProblem.NoIdentity => ("The identity provider does not say who you are", $"Its answer has no ID of your account. {AskOwner}", 403),
        ProviderProblem.OtherTenant => ("This account belongs to another tenant", "Sign out there, and sign in with the account of your company.", 403),
        ProviderProblem.OtherDomain => ("This is not a company account", "Sign in with the account of your company's Google Workspace.", 403),
        ProviderProblem.NoRole => ("You have no role in Scimify", "You are signed in at your company, but in none of the groups or roles that give access here. Ask whoever assigns them.", 403),
        ProviderProblem.TooManyGroups => ("You are in too many groups", $"Entra leaves out the groups of people who are in more than 200. {AskOwner} App roles have no such limit.", 403),
        ProviderProblem.NotConnected => ("Nobody here has this account", $"{AskOwner} If you can sign in with a password or a passkey, do, and connect the account under Company sign-in in your menu.", 403),
        ProviderProblem.AddressTaken => ("Connect this account first", $"Somebody with this address is here already. If it is you: sign in with your password or a passkey, and connect the account under Company sign-in in your menu. If those are not allowed: {AskOwner}", 403),
        ProviderProblem.Locked => ("You are locked", AskOwner, 403),
        ProviderProblem.Off => ("This way to sign in is switched off", $"Take another one. If there is none: {AskOwner}", 403),
        ProviderProblem.Taken => ("This account is connected already", "It signs in somebody else, or you in another way. Disconnect it there first.", 409),
        ProviderProblem.OtherPerson => ("This account belongs to somebody else here", "Its address is the one of another person. Sign out at your identity provider, open your link once more, and take your own account.", 409),
        ProviderProblem.LinkGone => ("This link does not work any more", $"It was used, ended or replaced by a newer one, or it is too old. {AskOwner} They send you a new one.", 410),
        ProviderProblem.NotYou => ("You are no longer signed in as before", "Nothing was changed. Sign in, and begin again.", 403),
        _ => ("Too many attempts", "There were too many attempts from your address. Wait a minute, and try again.", 429),
    };
}
