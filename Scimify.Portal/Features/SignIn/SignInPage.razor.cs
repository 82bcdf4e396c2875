using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.Primitives;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.SignIn;

/// <summary>A plain form. Every failure gets the same answer, so that nobody learns which accounts exist.</summary>
public sealed partial class SignInPage : ComponentBase
{
    private const string Refused = "The e-mail address or the password is not right.";

    private const string PasskeyUnknown = "This passkey opens nothing here. Sign in with your password.";

    private const string Incomplete = "Enter your e-mail address and your password.";

    private const string TooMany = "There were too many attempts from your address. Wait a minute, and try again.";

    private string? _problem;
    private OwnWays? _ways;

    [CascadingParameter] public required HttpContext Context { get; init; }

    [Inject] public required SignInManager<Person> SignIn { get; init; }

    [Inject] public required PasswordCheck Check { get; init; }

    [Inject] public required IFactorStore Factors { get; init; }

    [Inject] public required ISignInPolicyStore Policies { get; init; }

    [Inject] public required ISignInStore Accounts { get; init; }

    [Inject] public required ProviderSnapshots Providers { get; init; }

    [Inject] public required FirstOwnerGate Gate { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromForm] public SignInForm Form { get; set; } = null!;

    [SupplyParameterFromQuery] public string? ReturnUrl { get; set; }

    /// <summary>Whether somebody who is signed in has to show it once more (<see cref="FreshSignIn"/>).</summary>
    [SupplyParameterFromQuery] public bool Again { get; set; }

    /// <summary>What they were about to do, as a word of <see cref="FreshAct"/>.</summary>
    [SupplyParameterFromQuery] public string? Act { get; set; }

    /// <summary>Whether somebody has just tried a passkey in vain.</summary>
    [SupplyParameterFromQuery] public bool PasskeyRefused { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Form ??= await PresentAsync();
        _ways = Again ? await OwnWaysAsync() : null;
        _problem = PasskeyRefused ? PasskeyUnknown : null;
        if (Gate.IsOpen)
        {
            Navigation.NavigateTo("setup");
        }
        else if (!Again && Context.User.Identity is { IsAuthenticated: true } && HttpMethods.IsGet(Context.Request.Method))
        {
            Navigation.NavigateTo(ReturnAddress.LocalOrStart(Navigation, ReturnUrl));
        }
    }

    /// <summary>The form of somebody who signs in again says who they are, and keeps how long the session lasts.</summary>
    private async Task<SignInForm> PresentAsync()
    {
        var session = Again ? await Context.AuthenticateAsync(IdentityConstants.ApplicationScheme) : AuthenticateResult.NoResult();
        return new SignInForm { Email = session.Principal?.Identity?.Name ?? "", Remember = session.Properties?.IsPersistent == true };
    }

    private FreshAct? WhatFor => EnumWords.Parse<FreshAct>(Act ?? "");

    /// <summary>
    /// Somebody who is signed in is asked for nothing that they do not have. Null shows all ways, as to a stranger: nobody is signed in
    /// any more, or none of the ways works now.
    /// </summary>
    private async Task<OwnWays?> OwnWaysAsync()
    {
        if (Context.User.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id || await SignIn.UserManager.FindByIdAsync(id) is not { } person)
        {
            return null;
        }

        var isAdmitted = (await Policies.FindAsync(person.OrganizationKey, Context.RequestAborted)).Admits(person);
        var on = (await Providers.EnabledAsync(Context.RequestAborted)).Where(provider => provider.OrganizationKey == person.OrganizationKey).Select(provider => provider.Id);
        var ways = new OwnWays(
            isAdmitted && person.PasswordHash is not null,
            isAdmitted && (await Factors.FindAsync(person.Id, Context.RequestAborted)).Passkeys.Count > 0,
            (await Accounts.LoginsOfAsync(person.Id, Context.RequestAborted)).Select(login => login.ProviderId).Intersect(on).ToHashSet());
        return ways.Any ? ways : null;
    }

    private async Task SignInAsync()
    {
        if (string.IsNullOrEmpty(Form.Email) || string.IsNullOrEmpty(Form.Password))
        {
            Context.Response.StatusCode = StatusCodes.Status400BadRequest;
            _problem = Incomplete;
            return;
        }

        var present = Guid.TryParse(Context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : (Guid?)null;
        switch (await Check.FindAsync(Context, Form.Email, Form.Password, present))
        {
            case PasswordOutcome.Right right when await GoOnAsync(right.Person, Form.Password) is { } next:
                Navigation.NavigateTo(next);
                break;
            case PasswordOutcome.TooMany:
                Context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                _problem = TooMany;
                break;
            case PasswordOutcome.TooEarly early:
                _problem = TooEarly.Refuse(Context, early.Wait);
                break;
            default:
                Context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                _problem = Refused;
                break;
        }
    }

    /// <returns>Where to go: to the second factor, if there is one to show or to set up. Null if the person may not sign in.</returns>
    private async Task<string?> GoOnAsync(Person person, string password)
    {
        var result = await SignIn.PasswordSignInAsync(person, password, Form.Remember, lockoutOnFailure: false);
        return result.Succeeded ? await StartOrNewsAsync(person)
            : result.RequiresTwoFactor ? SecondStep.Address(SecondStep.Code, ReturnUrl, Form.Remember)
            : null;
    }

    /// <summary>Whoever's factors were removed by somebody else is told first.</summary>
    private async Task<string> StartOrNewsAsync(Person person) =>
        (await Factors.FindAsync(person.Id, Context.RequestAborted)).Reset is null ? ReturnAddress.LocalOrStart(Navigation, ReturnUrl) : "profile";
}

/// <summary>With what somebody who is signed in could sign in once more.</summary>
/// <param name="Providers">Those that are on, and with which the person has come before.</param>
internal sealed record OwnWays(bool HasPassword, bool HasPasskey, IReadOnlySet<Guid> Providers)
{
    public bool Any => HasPassword || HasPasskey || Providers.Count > 0;
}
