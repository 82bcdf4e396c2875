using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.SignIns;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Account;

/// <summary>A plain form without a circuit. Whoever has found a session open guesses the present password no faster than at the sign-in.</summary>
public sealed partial class PasswordPage : ComponentBase
{
    private IReadOnlyDictionary<string, string[]> _fields = new Dictionary<string, string[]>();
    private string? _problem;
    private string? _repeatedProblem;
    private string _email = "";
    private bool _must;

    [CascadingParameter] public required HttpContext Context { get; init; }

    [Inject] public required ActorAccessor Actors { get; init; }

    [Inject] public required PasswordService Passwords { get; init; }

    [Inject] public required SignInAttempts Attempts { get; init; }

    [Inject] public required PersonSignIn SignIn { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromForm] public PasswordForm Form { get; set; } = null!;

    [SupplyParameterFromQuery] public bool Done { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Form ??= new PasswordForm();
        _email = Context.User.Identity?.Name ?? "";
        _must = await Actors.HasToChangePasswordAsync(Context.User, Context.RequestAborted);
    }

    private async Task ChangeAsync()
    {
        var ct = Context.RequestAborted;
        var actor = await Actors.FindSignedInAsync(Context.User, Context.Connection.RemoteIpAddress.Plain()?.ToString(), ct) ?? throw new ForbiddenException();
        if ((_repeatedProblem = Form.RepeatedProblem) is not null)
        {
            Refuse("Check the marked fields.");
            return;
        }

        if (await SignIn.UserManager.FindByIdAsync(actor.Id.ToString()!) is { } person && !await SignIn.AdmitsAsync(person))
        {
            Refuse("People of your organization sign in with its identity provider only, so a password of yours would open nothing.");
            return;
        }

        var session = ActorAccessor.SessionOf(Context.User) ?? throw new ForbiddenException();
        var begun = await Attempts.BeginAsync(actor.Name, AttemptSource.OfSession(session), ct);
        if (begun is AttemptOutcome.HasToWait early)
        {
            _problem = TooEarly.Refuse(Context, early.Wait);
            return;
        }

        try
        {
            await Passwords.ChangeAsync(actor, Form.Current ?? "", Form.Password ?? "", ct);
        }
        catch (ValidationFailedException e)
        {
            _fields = e.Fields;
            if (!_fields.ContainsKey("current"))
            {
                await Attempts.SucceedAsync((AttemptOutcome.MayTry)begun, ct);
            }

            Refuse("Check the marked fields.");
            return;
        }
        catch (RequestException e)
        {
            Refuse(e.Message);
            return;
        }

        await Attempts.SucceedAsync((AttemptOutcome.MayTry)begun, ct);
        await SignInAgainAsync(actor);
        Navigation.NavigateTo(_must ? "./" : "account/password?done=true");
    }

    /// <summary>The change has ended this session too.</summary>
    private async Task SignInAgainAsync(Actor actor)
    {
        var present = await Context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (await SignIn.UserManager.FindByIdAsync(actor.Id.ToString()!) is { } person)
        {
            await SignIn.SignInAsync(person, isPersistent: present.Properties?.IsPersistent == true);
        }
    }

    private void Refuse(string problem)
    {
        Context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        _problem = problem;
    }

    private string? Problem(string field) => FieldSentence.WithoutField(field, _fields.GetValueOrDefault(field));
}
