using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Features.SignIn;

/// <summary>
/// For somebody who has typed the right password, needs a second factor and has none. There is no session before it, so nothing
/// else of the console can be reached.
/// </summary>
public sealed partial class EnrolPage : ComponentBase
{
    private string _key = "";
    private string _account = "";
    private string _ticket = "";
    private FactorReset? _reset;
    private bool _isByTicket;
    private string? _problem;
    private IReadOnlyList<string>? _codes;

    [CascadingParameter] public required HttpContext Context { get; init; }

    [Inject] public required PersonSignIn SignIn { get; init; }

    [Inject] public required IFactorStore Store { get; init; }

    [Inject] public required FactorService Factors { get; init; }

    [Inject] public required PersonStates People { get; init; }

    [Inject] public required EnrolTicket Tickets { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromForm] public SecondStepForm Form { get; set; } = null!;

    [SupplyParameterFromQuery] public string? ReturnUrl { get; set; }

    /// <summary>Whether the browser keeps the session when it is closed.</summary>
    [SupplyParameterFromQuery] public bool Remember { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Form ??= new SecondStepForm();
        _key = Totp.IsKey(Form.Key) ? Form.Key! : Totp.NewKey();
        if (await FindAsync() is not { } found)
        {
            Navigation.NavigateTo("sign-in");
            return;
        }

        _account = found.State.Email;
        _ticket = _isByTicket ? Form.Ticket! : Tickets.Issue(found.State);
    }

    private async Task AddAsync()
    {
        if (await FindAsync() is not { } found)
        {
            Navigation.NavigateTo("sign-in");
            return;
        }

        try
        {
            var (person, state) = found;
            var actor = new Actor("person", state.Id, state.Email, state.OrganizationKey, state.OrganizationId, state.Role, Context.Connection.RemoteIpAddress.Plain()?.ToString())
            {
                AuthenticatedAt = Clock.GetUtcNow(),
            };
            var codes = await Factors.AddAppAsync(actor, _key, Form.Code ?? "", Context.RequestAborted);
            Context.Features.Set(SignInWay.PasswordAndApp);
            await SignIn.SignInAsync(person, Remember);
            await Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
            Context.Response.Headers.CacheControl = "no-store";
            _codes = codes;
        }
        catch (ValidationFailedException e) when (e.Of("code") is { } wrong)
        {
            Context.Response.StatusCode = StatusCodes.Status400BadRequest;
            _problem = wrong;
        }
    }

    /// <summary>Null if nobody has typed the right password, or if there is nothing to set up: who has a factor shows it instead.</summary>
    private async Task<(Person Person, PersonState State)?> FindAsync()
    {
        if (await WhoAsync() is not { } found)
        {
            return null;
        }

        var factors = await Store.FindAsync(found.State.Id, Context.RequestAborted);
        _reset = factors.Reset;
        return factors.Any ? null : found;
    }

    /// <summary>By the cookie of the second step; by the page's ticket if a passkey was begun, which takes the place of that cookie.</summary>
    private async Task<(Person Person, PersonState State)?> WhoAsync()
    {
        if (await SignIn.GetTwoFactorAuthenticationUserAsync() is { } known)
        {
            return await People.FindAsync(known.Id, Context.RequestAborted) is { IsLocked: false } state ? (known, state) : null;
        }

        _isByTicket = true;
        return await Tickets.FindAsync(Form.Ticket, Context.RequestAborted) is { } person
            && await SignIn.UserManager.FindByIdAsync(person.Id.ToString()) is { } row && await SignIn.AdmitsAsync(row)
                ? (row, person)
                : null;
    }
}
