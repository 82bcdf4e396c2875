using System.Globalization;
using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Features.Tokens.OAuth;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.People;
using Scimify.Portal.Shared.Tables;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Tokens;

public sealed partial class TokensPage : DataPage<TokensView>
{
    private readonly RowSelection _selected = new();
    private PersonNames _names = PersonNames.None;
    private OAuthClientWork? _clientWork;

    [Inject] public required PersonNamesQuery Names { get; init; }

    [Inject] public required TokensQuery List { get; init; }

    [Inject] public required TokenService Tokens { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required ConsoleAddresses Addresses { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public bool Revoked { get; set; }

    protected override ChangeTopics Watches => ChangeTopics.Tokens;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => true;

    protected override Task<TokensView> QueryAsync(Actor actor, CancellationToken ct) => List.RunAsync(actor, Id, Revoked, ct);

    protected override async Task ArrivedAsync(Actor actor, TokensView value, CancellationToken ct)
    {
        _selected.Keep(value.Tokens.Select(token => token.Id));
        _names = await Names.RunAsync(actor, ct);
    }

    private void ShowRevoked(ChangeEventArgs e) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("revoked", e.Value is true ? true : (bool?)null));

    protected override async Task ResumeAsync()
    {
        if (await SignInAgain.TakeAsync<TokenWork>() is not { } work)
        {
            _clientWork = await SignInAgain.TakeAsync<OAuthClientWork>();
            return;
        }

        var token = Value!.Tokens.FirstOrDefault(token => token.Id == work.Token && token.RevokedAt is null);
        switch (work.Act)
        {
            case FreshAct.CreateScimToken:
                await GenerateAsync(work);
                break;
            case FreshAct.RotateScimToken when token is not null:
                await RotateAsync(token, work);
                break;
            case FreshAct.WidenScimToken when token is not null:
                await EditAsync(token, work);
                break;
        }
    }

    private Task GenerateAsync() => GenerateAsync(null);

    /// <param name="work">What was typed before; null for an empty form.</param>
    private async Task GenerateAsync(TokenWork? work)
    {
        if (!await SignInAgain.IsFreshAsync(FreshAct.CreateScimToken, work ?? new TokenWork(FreshAct.CreateScimToken, null)))
        {
            return;
        }

        var issued = await Dialogs.OpenAsync<NewTokenDialog>("Create a SCIM token", new Dictionary<string, object?>
        {
            [nameof(NewTokenDialog.IntegrationId)] = Id,
            [nameof(NewTokenDialog.Policy)] = Value!.Policy,
            [nameof(NewTokenDialog.Work)] = work,
        });
        await ShowSecretAsync(issued);
    }

    private Task RotateAsync(ScimTokenView token) => RotateAsync(token, null);

    /// <inheritdoc cref="GenerateAsync(TokenWork?)"/>
    private async Task RotateAsync(ScimTokenView token, TokenWork? work)
    {
        if (!await SignInAgain.IsFreshAsync(FreshAct.RotateScimToken, work ?? new TokenWork(FreshAct.RotateScimToken, token.Id)))
        {
            return;
        }

        var issued = await Dialogs.OpenAsync<RotateTokenDialog>($"Rotate “{token.Description}”", new Dictionary<string, object?>
        {
            [nameof(RotateTokenDialog.Token)] = token,
            [nameof(RotateTokenDialog.Policy)] = Value!.Policy,
            [nameof(RotateTokenDialog.Work)] = work,
        });
        await ShowSecretAsync(issued);
    }

    private Task EditAsync(ScimTokenView token) => EditAsync(token, null);

    /// <inheritdoc cref="GenerateAsync(TokenWork?)"/>
    private async Task EditAsync(ScimTokenView token, TokenWork? work)
    {
        if (await Dialogs.OpenAsync<EditTokenDialog>($"Edit “{token.Description}”", new Dictionary<string, object?>
        {
            [nameof(EditTokenDialog.Token)] = token,
            [nameof(EditTokenDialog.Work)] = work,
        }) is true)
        {
            await RefreshAsync();
        }
    }

    private async Task EndOverlapAsync(ScimTokenView token)
    {
        if (await Dialogs.ConfirmAsync("End the overlap now?",
        [
            $"1 secret, the old one of “{token.Description}”, stops working at once. This cannot be undone.",
            "The new secret keeps working.",
        ], "End overlap"))
        {
            await TryAsync(actor => Tokens.EndOverlapAsync(actor, token.Id, Leaving), $"The old secret of “{token.Description}” is dead.");
        }
    }

    /// <param name="issued">The dialog's result.</param>
    private async Task ShowSecretAsync(object? issued)
    {
        if (issued is IssuedToken token)
        {
            await Dialogs.OpenAsync<TokenSecretDialog>("Copy the token now", new Dictionary<string, object?>
            {
                [nameof(TokenSecretDialog.Issued)] = token,
                [nameof(TokenSecretDialog.ScimUrl)] = Addresses.ScimUrl,
            }, mustAnswer: true);
            await RefreshAsync();
        }
    }

    private async Task RevokeAsync(ScimTokenView token)
    {
        if (await Dialogs.ConfirmAsync("Revoke this token?",
        [
            $"1 token, “{token.Description}”, stops working at once. This cannot be undone.",
            token.LastUsedAt is { } used
                ? $"It was last used {Times.Ago(Clock.GetUtcNow() - used)}: whoever uses it gets errors until they enter a new one."
                : "It has never been used.",
            "Users and groups in Looker stay as they are.",
        ], "Revoke token"))
        {
            await TryAsync(actor => Tokens.RevokeAsync(actor, token.Id, Leaving), "The token is revoked.");
        }
    }

    private async Task RevokeSelectedAsync(IReadOnlyList<ScimTokenView> tokens)
    {
        var day = Clock.GetUtcNow().AddDays(-1);
        var used = tokens.Count(token => token.LastUsedAt > day);
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>($"Revoke {Times.Count(tokens.Count, "token")}?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[]
            {
                $"{Times.Count(tokens.Count, "token")} {(tokens.Count == 1 ? "stops" : "stop")} working at once. This cannot be undone.",
                $"{used:N0} of them {(used == 1 ? "was" : "were")} used within a day: whoever uses them gets errors until they enter a new one.",
                "Users and groups in Looker stay as they are.",
            },
            [nameof(ConfirmDialog.Button)] = $"Revoke {Times.Count(tokens.Count, "token")}",
            [nameof(ConfirmDialog.TypedName)] = tokens.Count.ToString("N0", CultureInfo.CurrentCulture),
        });
        if (confirmed is true)
        {
            var outcome = await BulkOutcome.RunAsync(tokens.Select(token => token.Id), async id => await Tokens.RevokeAsync(await Session.ActorAsync(), id, Leaving));
            outcome.Tell(Toasts, count => $"{Times.Count(count, "token")} {(count == 1 ? "is" : "are")} revoked.");
            _selected.Clear();
            await RefreshAsync();
        }
    }

    private async Task TryAsync(Func<Actor, Task> change, string done)
    {
        await Toasts.TellAsync(async () => await change(await Session.ActorAsync()), done);
        await RefreshAsync();
    }

    /// <summary>What needs attention mentions tokens too.</summary>
    private async Task RefreshAsync()
    {
        await ReloadAsync();
        Session.Tell();
    }
}
