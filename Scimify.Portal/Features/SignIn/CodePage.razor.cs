using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Sessions;
using Scimify.Core.Primitives;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Features.SignIn;

/// <summary>After the right password: the second factor. There is no session before it.</summary>
public sealed partial class CodePage : ComponentBase
{
    private const string Refused = "This code is not right, or it was used before. Wait for the next one.";

    private const string TooMany = "There were too many wrong codes. Wait a quarter of an hour, and try again.";

    private PersonFactors _factors = new(null, 0, []);
    private string? _problem;

    [CascadingParameter] public required HttpContext Context { get; init; }

    [Inject] public required SignInManager<Person> SignIn { get; init; }

    [Inject] public required IFactorStore Factors { get; init; }

    [Inject] public required PersonStates People { get; init; }

    [Inject] public required SessionService Sessions { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromForm] public SecondStepForm Form { get; set; } = null!;

    [SupplyParameterFromQuery] public string? ReturnUrl { get; set; }

    /// <summary>Whether the browser keeps the session when it is closed.</summary>
    [SupplyParameterFromQuery] public bool Remember { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Form ??= new SecondStepForm();
        if (await SignIn.GetTwoFactorAuthenticationUserAsync() is not { } person)
        {
            Navigation.NavigateTo("sign-in");
            return;
        }

        _factors = await Factors.FindAsync(person.Id, Context.RequestAborted);
        if (!_factors.Any)
        {
            Navigation.NavigateTo(SecondStep.Address(SecondStep.Enrol, ReturnUrl, Remember));
        }
    }

    private async Task CheckAsync()
    {
        if (await SignIn.GetTwoFactorAuthenticationUserAsync() is not { } person)
        {
            Navigation.NavigateTo("sign-in");
            return;
        }

        var code = string.Concat((Form.Code ?? "").Where(c => !char.IsWhiteSpace(c)));
        var attempt = await Factors.TryAsync(person.Id, Clock.GetUtcNow(), Context.RequestAborted);
        if (attempt == CodeTry.TooMany)
        {
            Context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            _problem = TooMany;
        }
        else if (await IsRightAsync(code))
        {
            Navigation.NavigateTo(ReturnAddress.LocalOrStart(Navigation, ReturnUrl));
        }
        else
        {
            Context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            _problem = Refused;
            if (await People.FindAsync(person.Id, Context.RequestAborted) is { } account)
            {
                await Sessions.FailedAsync([account], Context.Connection.RemoteIpAddress.Plain()?.ToString(), slowsDown: attempt == CodeTry.Last, Context.RequestAborted, IsOfApp(code) ? "authenticatorApp" : "recoveryCode");
            }
        }
    }

    private static bool IsOfApp(string code) => code.Length == Totp.Digits && code.All(char.IsAsciiDigit);

    private async Task<bool> IsRightAsync(string code)
    {
        Context.Features.Set(IsOfApp(code) ? SignInWay.PasswordAndApp : SignInWay.PasswordAndRecoveryCode);
        var result = IsOfApp(code)
            ? await SignIn.TwoFactorAuthenticatorSignInAsync(code, Remember, rememberClient: false)
            : await SignIn.TwoFactorRecoveryCodeSignInAsync(code);
        return result.Succeeded;
    }
}
