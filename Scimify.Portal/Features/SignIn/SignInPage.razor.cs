using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Features.SignIn;

/// <summary>A plain form. Every failure gets the same answer, so that nobody learns which accounts exist.</summary>
public sealed partial class SignInPage : ComponentBase
{
    private const string Refused =
        "The e-mail address or the password is not right. After five wrong passwords, an account is locked for 15 minutes.";

    private const string PasskeyUnknown = "This passkey opens nothing here. Sign in with your password.";

    private const string Incomplete = "Enter your e-mail address and your password.";

    private const string TooMany = "There were too many attempts from your address. Wait a minute, and try again.";

    private string? _problem;

    [CascadingParameter] public required HttpContext Context { get; init; }

    [Inject] public required SignInManager<Person> SignIn { get; init; }

    [Inject] public required PasswordCheck Check { get; init; }

    [Inject] public required SignInLimiter Limiter { get; init; }

    [Inject] public required FirstOwnerGate Gate { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromForm] public SignInForm Form { get; set; } = null!;

    [SupplyParameterFromQuery] public string? ReturnUrl { get; set; }

    /// <summary>Whether somebody who is signed in has to show it once more (<see cref="FreshSignIn"/>).</summary>
    [SupplyParameterFromQuery] public bool Again { get; set; }

    /// <summary>Whether somebody has just tried a passkey in vain.</summary>
    [SupplyParameterFromQuery] public bool PasskeyRefused { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Form ??= await PresentAsync();
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

    private async Task SignInAsync()
    {
        if (string.IsNullOrEmpty(Form.Email) || string.IsNullOrEmpty(Form.Password))
        {
            Context.Response.StatusCode = StatusCodes.Status400BadRequest;
            _problem = Incomplete;
            return;
        }

        if (!Limiter.MayTry(Context.Connection.RemoteIpAddress))
        {
            Context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            _problem = TooMany;
            return;
        }

        var result = await TryAsync(Form.Email, Form.Password);
        if (result.Succeeded || result.RequiresTwoFactor)
        {
            Navigation.NavigateTo(result.Succeeded ? ReturnAddress.LocalOrStart(Navigation, ReturnUrl) : SecondStep.Address(SecondStep.Code, ReturnUrl, Form.Remember));
            return;
        }

        Context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        _problem = Refused;
    }

    private async Task<SignInResult> TryAsync(string email, string password)
    {
        var present = Guid.TryParse(Context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : (Guid?)null;
        var person = await Check.FindAsync(email, password, present, Context.Connection.RemoteIpAddress.Plain()?.ToString(), Context.RequestAborted);
        return person is null ? SignInResult.Failed : await SignIn.PasswordSignInAsync(person, password, Form.Remember, lockoutOnFailure: true);
    }
}
