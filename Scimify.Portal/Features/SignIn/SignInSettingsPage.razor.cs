using System.Globalization;
using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.SignIn;

/// <summary>Who needs a second factor, how long sessions last, and who signed in lately.</summary>
public sealed partial class SignInSettingsPage : DataPage<SignInSettingsView>
{
    private readonly HashSet<PortalRole> _roles = [];
    private string _idle = "";
    private string _life = "";
    private string? _idleError;
    private string? _lifeError;
    private (string Tone, string Text)? _notice;
    private bool _isFilled;

    [Inject] public required SignInSettingsQuery Query { get; init; }

    [Inject] public required SignInPolicyService Policies { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

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

    private void Fill(SignInPolicy policy)
    {
        (_idle, _life, _isFilled) = (Number(policy.SessionIdleMinutes), Number(policy.SessionLifeHours), true);
        _roles.Clear();
        _roles.UnionWith(policy.SecondFactorFor);
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
        if (!await SignInAgain.IsFreshAsync())
        {
            return;
        }

        try
        {
            await Policies.SetAsync(await Session.ActorAsync(), new SignInPolicy(Whole(_idle), Whole(_life), [.. _roles.OrderDescending()]), Leaving);
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
