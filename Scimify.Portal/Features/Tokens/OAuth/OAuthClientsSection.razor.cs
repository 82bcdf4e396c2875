using Microsoft.AspNetCore.Components;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.People;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>The OAuth clients of an integration, and what can be done with them.</summary>
public sealed partial class OAuthClientsSection : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private OAuthClientWork? _resumed;

    [Inject] public required OAuthClientService Service { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired] public required Guid IntegrationId { get; set; }

    [Parameter, EditorRequired] public required IReadOnlyList<OAuthClientView> Clients { get; set; }

    [Parameter, EditorRequired] public required TokenPolicy Policy { get; set; }

    /// <summary>Of those who created the clients.</summary>
    [Parameter] public PersonNames Names { get; set; } = PersonNames.None;

    [Parameter] public bool MayManage { get; set; }

    /// <summary>What somebody did before they had to sign in again; null for nothing.</summary>
    [Parameter] public OAuthClientWork? Work { get; set; }

    [Parameter] public EventCallback OnChanged { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Work is not { } work || work == _resumed)
        {
            return;
        }

        _resumed = work;
        var client = Clients.FirstOrDefault(one => one.Id == work.Client);
        if (work.Client is null)
        {
            await NewAsync(work.Form);
        }
        else if (client is not null)
        {
            await (work.IsSecret ? AddSecretAsync(client) : EditAsync(client, work.Form));
        }
    }

    private Task NewAsync() => NewAsync(null);

    /// <param name="form">What was typed before; null for an empty form.</param>
    private async Task NewAsync(OAuthClientForm? form)
    {
        if (await SignInAgain.IsFreshAsync(FreshAct.ChangeOauthClient, new OAuthClientWork(null, form)))
        {
            await ShowAsync(await Dialogs.OpenAsync<OAuthClientDialog>("Create an OAuth client", new Dictionary<string, object?>
            {
                [nameof(OAuthClientDialog.IntegrationId)] = IntegrationId,
                [nameof(OAuthClientDialog.Policy)] = Policy,
                [nameof(OAuthClientDialog.Form)] = form,
            }));
        }
    }

    /// <inheritdoc cref="NewAsync(OAuthClientForm?)"/>
    private async Task EditAsync(OAuthClientView client, OAuthClientForm? form)
    {
        if (await Dialogs.OpenAsync<OAuthClientDialog>($"Edit “{client.Name}”", new Dictionary<string, object?>
        {
            [nameof(OAuthClientDialog.IntegrationId)] = IntegrationId,
            [nameof(OAuthClientDialog.Policy)] = Policy,
            [nameof(OAuthClientDialog.Client)] = client,
            [nameof(OAuthClientDialog.Form)] = form,
        }) is true)
        {
            await OnChanged.InvokeAsync();
        }
    }

    private async Task AddSecretAsync(OAuthClientView client)
    {
        if (await SignInAgain.IsFreshAsync(FreshAct.ChangeOauthClient, new OAuthClientWork(client.Id, null, IsSecret: true)))
        {
            await ShowAsync(await Dialogs.OpenAsync<OAuthSecretDialog>($"Add a secret to “{client.Name}”", new Dictionary<string, object?>
            {
                [nameof(OAuthSecretDialog.Client)] = client,
                [nameof(OAuthSecretDialog.Policy)] = Policy,
            }));
        }
    }

    /// <param name="issued">The result of a dialog.</param>
    private async Task ShowAsync(object? issued)
    {
        if (issued is IssuedOAuthClient made)
        {
            await ShowAsync(made.Client, made.Secret);
            await OnChanged.InvokeAsync();
        }
    }

    private Task ShowAsync(OAuthClientView client, string? secret) => Dialogs.OpenAsync<OAuthValuesDialog>(
        secret is null ? $"Values of “{client.Name}”" : "Copy the secret now",
        new Dictionary<string, object?> { [nameof(OAuthValuesDialog.Client)] = client, [nameof(OAuthValuesDialog.Secret)] = secret },
        mustAnswer: secret is not null);

    private async Task RemoveSecretAsync(OAuthClientView client, OAuthSecretView secret)
    {
        var others = client.Secrets.Count(other => other.Id != secret.Id && !other.IsExpiredAt(Clock.GetUtcNow()));
        if (await Dialogs.ConfirmAsync("Remove this secret?",
        [
            $"1 secret of “{client.Name}” stops working at once, and so do the access tokens that it got. This cannot be undone.",
            others == 0 ? "The client has no other secret that works: whoever uses it gets errors until they enter a new one." : "The other secret keeps working.",
        ], "Remove secret"))
        {
            await TryAsync(actor => Service.RemoveSecretAsync(actor, IntegrationId, client.Id, secret.Id, _leaving.Token), "The secret is removed.");
        }
    }

    private async Task DeleteAsync(OAuthClientView client)
    {
        if (await Dialogs.ConfirmAsync("Delete this OAuth client?",
        [
            $"“{client.Name}” and its access tokens stop working at once. This cannot be undone.",
            client.LastUsedAt is { } used
                ? $"It was last used {Times.Ago(Clock.GetUtcNow() - used)}: whoever uses it gets errors until they enter another one."
                : "It has never been used.",
            "Users and groups in Looker stay as they are.",
        ], "Delete client"))
        {
            await TryAsync(actor => Service.DeleteAsync(actor, IntegrationId, client.Id, _leaving.Token), "The OAuth client is deleted.");
        }
    }

    private async Task TryAsync(Func<Actor, Task> change, string done)
    {
        await Toasts.TellAsync(async () => await change(await Session.ActorAsync()), done);
        await OnChanged.InvokeAsync();
    }

    public void Dispose() => _leaving.Cancel();
}
