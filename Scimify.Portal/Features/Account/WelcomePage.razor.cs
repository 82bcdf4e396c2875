using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Features.Account;

/// <summary>Where a one-time link leads: first it is opened, then a password is set, or an account at a provider taken. Only the second uses it up. Nobody guesses its 256 random bits.</summary>
public sealed partial class WelcomePage : ComponentBase
{
    private const string NoLink = "It was used, ended or replaced by a newer one, or it is too old. Ask an owner of your organization for a new one.";

    private OpenedLink? _opened;
    private string? _problem;
    private string? _passwordProblem;
    private string? _repeatedProblem;
    private bool _done;
    private bool _mayPassword;
    private IReadOnlyList<ProviderSnapshot> _providers = [];

    [CascadingParameter] public required HttpContext Context { get; init; }

    [Inject] public required PasswordLinkService Links { get; init; }

    [Inject] public required ISignInPolicyStore Policies { get; init; }

    [Inject] public required ProviderSnapshots Providers { get; init; }

    [Inject] public required OpenedLinkCookie Opened { get; init; }

    [SupplyParameterFromForm] public PasswordForm Form { get; set; } = null!;

    /// <summary>Before the form is answered, because the page shows another one once a link is open.</summary>
    protected override async Task OnInitializedAsync()
    {
        Form ??= new PasswordForm();
        if (Form.Link is { } link)
        {
            Form.Link = link.Trim().Split('#')[^1];
            _opened = await Links.FindAsync(Form.Link, Context.RequestAborted);
        }

        if (_opened is not null)
        {
            await OfferAsync(_opened);
        }
    }

    /// <summary>A provider for whoever has no other way in, or is new. A password for whoever may come in with one.</summary>
    private async Task OfferAsync(OpenedLink link)
    {
        _mayPassword = (await Policies.FindAsync(link.OrganizationKey, Context.RequestAborted)).Admits(link.IsBreakGlass);
        if (link.IsInvitation || !_mayPassword)
        {
            _providers = [.. (await Providers.EnabledAsync(Context.RequestAborted)).Where(provider => provider.OrganizationKey == link.OrganizationKey)];
        }

        if (_providers.Count > 0)
        {
            Opened.Remember(Context, link);
        }
    }

    private async Task SubmitAsync()
    {
        if (_opened is null)
        {
            RefuseLink();
        }
        else if ((Form.Password is not null || Form.Repeated is not null) && _mayPassword)
        {
            await SetAsync(Form.Link!);
        }
    }

    private async Task SetAsync(string secret)
    {
        if ((_repeatedProblem = Form.RepeatedProblem) is not null)
        {
            Refuse();
            return;
        }

        try
        {
            _done = await Links.UseAsync(secret, Form.Password ?? "", Context.Connection.RemoteIpAddress.Plain()?.ToString(), Context.RequestAborted);
        }
        catch (ValidationFailedException e)
        {
            _passwordProblem = e.Of("password");
            Refuse();
            return;
        }

        if (!_done)
        {
            _opened = null;
            RefuseLink();
        }
    }

    private void Refuse()
    {
        Context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        _problem = "Check the marked fields.";
    }

    private void RefuseLink()
    {
        Context.Response.StatusCode = StatusCodes.Status410Gone;
        _problem = NoLink;
    }
}
