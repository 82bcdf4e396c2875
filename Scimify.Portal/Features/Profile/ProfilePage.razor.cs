using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Sessions;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Sessions;

namespace Scimify.Portal.Features.Profile;

/// <summary>A person's own account.</summary>
public sealed partial class ProfilePage : DataPage<ProfileView>
{
    private (string Tone, string Text)? _notice;

    [Inject] public required ProfileQuery Query { get; init; }

    [Inject] public required FactorService Factors { get; init; }

    [Inject] public required SessionService Sessions { get; init; }

    [Inject] public required PeopleService People { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    /// <summary>How adding a passkey went: <c>added</c> or <c>refused</c>.</summary>
    [SupplyParameterFromQuery] public string? Passkey { get; set; }

    private (string Tone, string Text)? Notice => _notice ?? Passkey switch
    {
        "added" => ("good", "The passkey is added. You can sign in with it alone."),
        "refused" => ("bad", "The passkey was not added. Try again."),
        _ => null,
    };

    protected override ChangeTopics Watches => ChangeTopics.People;

    protected override Task<ProfileView> QueryAsync(Actor actor, CancellationToken ct) => Query.RunAsync(actor, ct);

    private async Task RenameAsync(ProfileView view)
    {
        if (await Dialogs.OpenAsync<NameDialog>("Your name", new Dictionary<string, object?>
        {
            [nameof(NameDialog.Name)] = view.DisplayName ?? "",
            [nameof(NameDialog.Label)] = "Display name",
            [nameof(NameDialog.Hint)] = "What others see in place of your e-mail address. Empty for the address.",
            [nameof(NameDialog.Field)] = "displayName",
            [nameof(NameDialog.Save)] = (Func<Actor, string, Task>)((actor, name) => People.RenameOwnAsync(actor, name, Leaving)),
        }) is true)
        {
            Session.Tell();
            await ReloadAsync();
        }
    }

    private async Task ReadResetAsync()
    {
        await Factors.ReadResetAsync(await Session.ActorAsync(), Leaving);
        await ReloadAsync();
    }

    private async Task AddPasskeyAsync()
    {
        if (await SignInAgain.IsFreshAsync(FreshAct.ChangeOwnFactors))
        {
            await Dialogs.OpenAsync<NewPasskeyDialog>("Add a passkey");
        }
    }

    private async Task RenamePasskeyAsync(PasskeyView passkey)
    {
        if (await Dialogs.OpenAsync<NameDialog>("Rename the passkey", new Dictionary<string, object?>
        {
            [nameof(NameDialog.Name)] = passkey.Name,
            [nameof(NameDialog.Label)] = "Name",
            [nameof(NameDialog.Field)] = "name",
            [nameof(NameDialog.Save)] = (Func<Actor, string, Task>)((actor, name) => Factors.RenamePasskeyAsync(actor, passkey, name, Leaving)),
        }) is true)
        {
            await ReloadAsync();
        }
    }

    private async Task RemovePasskeyAsync(PasskeyView passkey)
    {
        if (await SignInAgain.IsFreshAsync(FreshAct.ChangeOwnFactors)
            && await Dialogs.ConfirmAsync($"Remove “{passkey.Name}”?", ["It no longer lets you in. Remove it from your device as well."], "Remove passkey"))
        {
            await TryAsync(actor => Factors.RemovePasskeyAsync(actor, passkey, Leaving), $"“{passkey.Name}” is removed.");
        }
    }

    private async Task SetAppAsync(ProfileView view)
    {
        if (!await SignInAgain.IsFreshAsync(FreshAct.ChangeOwnFactors))
        {
            return;
        }

        if (await Dialogs.OpenAsync<AuthenticatorDialog>("Set up an authenticator app", new Dictionary<string, object?>
        {
            [nameof(AuthenticatorDialog.Account)] = view.Email,
            [nameof(AuthenticatorDialog.Replaces)] = view.Factors.HasApp,
        }) is IReadOnlyList<string> codes)
        {
            await ShowAsync(codes);
        }
    }

    private async Task NewCodesAsync()
    {
        if (await SignInAgain.IsFreshAsync(FreshAct.ChangeOwnFactors) && await Dialogs.ConfirmAsync("Make new recovery codes?", ["The old ones let nobody in any more."], "Make new codes"))
        {
            IReadOnlyList<string> codes = [];
            await TryAsync(async actor => codes = await Factors.NewCodesAsync(actor, Leaving), null);
            if (codes.Count > 0)
            {
                await ShowAsync(codes);
            }
        }
    }

    private async Task ShowAsync(IReadOnlyList<string> codes)
    {
        await Dialogs.OpenAsync<RecoveryCodesDialog>("Your recovery codes", new Dictionary<string, object?> { [nameof(RecoveryCodesDialog.Codes)] = codes }, mustAnswer: true);
        await ReloadAsync();
    }

    private async Task RemoveAppAsync()
    {
        if (await SignInAgain.IsFreshAsync(FreshAct.ChangeOwnFactors)
            && await Dialogs.ConfirmAsync("Remove the authenticator app?", ["Its codes and the recovery codes no longer let you in."], "Remove app"))
        {
            await TryAsync(actor => Factors.RemoveAppAsync(actor, Leaving), "The authenticator app is removed.");
        }
    }

    private Task EndAsync(SessionView session) => TryAsync(actor => Sessions.RevokeAsync(actor, session.Id, Leaving), $"You are signed out on {session.Device}.");

    private async Task EndOthersAsync()
    {
        if (await Dialogs.ConfirmAsync("Sign out everywhere else?", [$"{Times.Count(Value!.Sessions.Total - 1, "session")} ends at once. This one goes on."], "Sign out everywhere else"))
        {
            await TryAsync(actor => Sessions.RevokeOwnAsync(actor, Leaving), "You are signed out everywhere else.");
        }
    }

    private async Task TryAsync(Func<Actor, Task> action, string? done)
    {
        _notice = null;
        try
        {
            await action(await Session.ActorAsync());
            _notice = done is null ? null : ("good", done);
        }
        catch (SignInNotFreshException)
        {
            await SignInAgain.LeadAsync(FreshAct.ChangeOwnFactors);
            return;
        }
        catch (RequestException e)
        {
            _notice = ("bad", e.Message);
        }

        await ReloadAsync();
    }
}
