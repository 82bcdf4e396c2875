using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Streams;
using Scimify.Portal.Features.Webhooks.Streams;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Webhooks;

/// <summary>Where notices are sent, and whether that works.</summary>
public sealed partial class WebhooksPage : DataPage<WebhooksView>
{
    private PersonNames _names = PersonNames.None;
    private static readonly string Kinds = string.Join(", ", [.. WebhookEvents.Names, NoticeKinds.Test]);

    private (string Tone, string Text)? _notice;

    [Inject] public required WebhookService Webhooks { get; init; }

    [Inject] public required WebhooksQuery Query { get; init; }

    [Inject] public required LogStreamService Streams { get; init; }

    [Inject] public required LogStreamsQuery StreamsQuery { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    protected override ChangeTopics Watches => ChangeTopics.Webhooks;

    [Inject] public required PersonNamesQuery Names { get; init; }

    protected override async Task ArrivedAsync(Actor actor, WebhooksView value, CancellationToken ct) => _names = await Names.RunAsync(actor, ct);

    protected override async Task<WebhooksView> QueryAsync(Actor actor, CancellationToken ct) => 
        new(await Query.RunAsync(actor, PageRequest.Of(1), ct), await StreamsQuery.RunAsync(actor, ct));

    private async Task AddAsync()
    {
        _notice = null;
        if (await Dialogs.OpenAsync<NewWebhookDialog>("Add a webhook") is IssuedWebhook issued)
        {
            await ShowSecretAsync(issued.Secret);
        }
    }

    private async Task AddStreamAsync()
    {
        _notice = null;
        if (await Dialogs.OpenAsync<NewLogStreamDialog>("Add a log stream") is IssuedLogStream issued)
        {
            await ShowSecretAsync(issued.Secret);
        }
    }

    private async Task ShowSecretAsync(string secret)
    {
        await Dialogs.OpenAsync<WebhookSecretDialog>("Copy the secret now", new Dictionary<string, object?> { [nameof(WebhookSecretDialog.Secret)] = secret }, mustAnswer: true);
        await ReloadAsync();
    }

    private async Task RotateStreamAsync(LogStreamView stream)
    {
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>("Replace the secret?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[] { $"Batches to {stream.Url} are signed with the new secret at once.", "What the receiver refuses until it has the new secret is sent again." },
            [nameof(ConfirmDialog.Button)] = "Replace secret",
        });
        if (confirmed is not true)
        {
            return;
        }

        string? secret = null;
        await TryAsync(async actor =>
        {
            secret = (await Streams.RotateAsync(actor, stream.Uuid, Leaving)).Secret;
            return ("good", $"The secret of the log stream to {stream.Url} is replaced.");
        });
        if (secret is not null)
        {
            await ShowSecretAsync(secret);
        }
    }

    private async Task RemoveStreamAsync(LogStreamView stream)
    {
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>("Remove this log stream?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[] { $"{stream.Url} gets no more entries.", "A stream that you add later does not continue this one." },
            [nameof(ConfirmDialog.Button)] = "Remove log stream",
        });
        if (confirmed is true)
        {
            await TryAsync(async actor =>
            {
                await Streams.DeleteAsync(actor, stream.Uuid, Leaving);
                return ("good", $"The log stream to {stream.Url} is removed.");
            });
        }
    }

    private Task TestAsync(WebhookView webhook) => TryAsync(async actor => await Webhooks.TestAsync(actor, webhook.Uuid, Leaving) is { } problem
        ? ("bad", $"The test message to {webhook.Url} did not arrive. {problem}")
        : ("good", $"The test message to {webhook.Url} has arrived."));

    private async Task RemoveAsync(WebhookView webhook)
    {
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>("Remove this webhook?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[] { $"{webhook.Url} gets no more messages.", "Undelivered messages are dropped." },
            [nameof(ConfirmDialog.Button)] = "Remove webhook",
        });
        if (confirmed is true)
        {
            await TryAsync(async actor =>
            {
                await Webhooks.DeleteAsync(actor, webhook.Uuid, Leaving);
                return ("good", $"{webhook.Url} is removed.");
            });
        }
    }

    private async Task TryAsync(Func<Actor, Task<(string Tone, string Text)>> action)
    {
        _notice = null;
        try
        {
            _notice = await action(await Session.ActorAsync());
        }
        catch (RequestException e)
        {
            _notice = ("bad", e.Message);
        }

        await ReloadAsync();
    }
}

public sealed record WebhooksView(ResultPage<WebhookView> Webhooks, IReadOnlyList<LogStreamView> Streams);
