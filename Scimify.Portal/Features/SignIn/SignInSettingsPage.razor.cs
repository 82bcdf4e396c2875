using System.Globalization;
using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.SignIn;

/// <summary>With what people sign in, who needs a second factor, how long sessions last, and who signed in lately.</summary>
public sealed partial class SignInSettingsPage : DataPage<SignInSettingsView>
{
    private readonly HashSet<PortalRole> _roles = [];
    private string _idle = "";
    private string _life = "";
    private string? _idleError;
    private string? _lifeError;
    private (string Tone, string Text)? _notice;
    private bool _isFilled;
    private bool _only;
    private PersonNames _names = PersonNames.None;

    [Inject] public required SignInSettingsQuery Query { get; init; }

    [Inject] public required SignInPolicyService Policies { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required PersonNamesQuery Names { get; init; }

    protected override async Task ArrivedAsync(Actor actor, SignInSettingsView value, CancellationToken ct) => _names = await Names.RunAsync(actor, ct);

    protected override async Task<SignInSettingsView> QueryAsync(Actor actor, CancellationToken ct)
    {
        var view = await Query.RunAsync(actor, ct);
        if (!_isFilled)
        {
            Fill(view.Policy);
        }

        return view;
    }

    private static string Words(string action) => action switch
    {
        "session.start" => "Signed in",
        "session.fail" => "Refused",
        _ => "Session ended",
    };

    private static string WayOf(BreakGlassOwner owner) => owner switch
    {
        { IsLocked: true } => "locked, so this is no way in",
        { HasPasskey: true, HasPasswordAndApp: true } => "passkey, or password and authenticator app",
        { HasPasskey: true } => "passkey",
        { HasPasswordAndApp: true } => "password and authenticator app",
        _ => "has no second factor, so this is no way in",
    };

    private static bool IsWayIn(BreakGlassOwner owner) => !owner.IsLocked && (owner.HasPasskey || owner.HasPasswordAndApp);

    private static string WhomItShutsOut(SignInSettingsView view) => view.WithoutAccount > 0
        ? $"{Times.Count(view.WithoutAccount, "person has", "people have")} connected no account yet, and could sign in only with a new link, which you make under People."
        : "Everybody else has connected an account.";

    private void Fill(SignInPolicy policy)
    {
        (_idle, _life, _only, _isFilled) = (Number(policy.SessionIdleMinutes), Number(policy.SessionLifeHours), policy.ProvidersOnly, true);
        _roles.Clear();
        _roles.UnionWith(policy.SecondFactorFor);
    }

    protected override async Task ResumeAsync()
    {
        if (await SignInAgain.TakeAsync<SignInPolicyWork>() is { } work)
        {
            (_idle, _life, _only) = (work.Idle, work.Life, work.Only);
            _roles.Clear();
            _roles.UnionWith(work.Roles);
            _notice = ("wait", "You are signed in again. Nothing is saved yet.");
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void Choose(PortalRole role, bool isChosen)
    {
        if (isChosen)
        {
            _roles.Add(role);
        }
        else
        {
            _roles.Remove(role);
        }
    }

    private async Task SaveAsync()
    {
        (_notice, _idleError, _lifeError) = (null, null, null);
        if (!await SignInAgain.IsFreshAsync(FreshAct.ChangeSignInPolicy, new SignInPolicyWork(_idle, _life, [.. _roles], _only)))
        {
            return;
        }

        try
        {
            await Policies.SetAsync(await Session.ActorAsync(), new SignInPolicy(Whole(_idle), Whole(_life), [.. _roles.OrderDescending()]) { ProvidersOnly = _only }, Leaving);
            _isFilled = false;
            _notice = ("good", "The policy is saved.");
            await ReloadAsync();
        }
        catch (ValidationFailedException e)
        {
            (_idleError, _lifeError) = (e.Of("sessionIdleMinutes"), e.Of("sessionLifeHours"));
        }
        catch (RequestException e)
        {
            _notice = ("bad", e.Message);
        }
    }

    /// <summary>What is no number is out of bounds.</summary>
    private static int Whole(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>The form, while its person signs in again.</summary>
internal sealed record SignInPolicyWork(string Idle, string Life, PortalRole[] Roles, bool Only);
