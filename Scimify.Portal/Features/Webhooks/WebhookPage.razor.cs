using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.People;
using Scimify.Portal.Shared.Tables;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Webhooks;

/// <summary>One webhook: what it is told, and what became of each message.</summary>
public sealed partial class WebhookPage : DataPage<WebhookDetails>
{
    private PersonNames _names = PersonNames.None;
    private static readonly Crumb[] Trail = [new("Webhooks", "webhooks")];

    private (string Tone, string Text)? _notice;

    [Inject] public required WebhookService Webhooks { get; init; }

    [Inject] public required WebhookDeliveriesQuery Deliveries { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    protected override ChangeTopics Watches => ChangeTopics.Webhooks;

    [Inject] public required PersonNamesQuery Names { get; init; }

    protected override async Task ArrivedAsync(Actor actor, WebhookDetails value, CancellationToken ct) => _names = await Names.RunAsync(actor, ct);

    protected override async Task<WebhookDetails> QueryAsync(Actor actor, CancellationToken ct) =>
        new(await Webhooks.GetAsync(actor, Id, ct), await Deliveries.RunAsync(actor, Id, PageRequest.Of(Page, PageSizes.Of(Size)), ct));

    private static string LastAttempt(WebhookDeliveryView delivery) =>
        $"{(delivery.Status is { } status ? $"Status {status}" : "No answer")}, {Times.Duration(delivery.DurationMs ?? 0)}, {(delivery.Attempts == 1 ? "first attempt" : $"attempt {delivery.Attempts}")}";

    private async Task ChooseEventsAsync(WebhookView webhook)
    {
        _notice = null;
        if (await Dialogs.OpenAsync<WebhookEventsDialog>("Choose messages", new Dictionary<string, object?> { [nameof(WebhookEventsDialog.Webhook)] = webhook }) is true)
        {
            _notice = ("good", "The choice is saved.");
            await ReloadAsync();
        }
    }

    private Task TestAsync() => TryAsync("test message", actor => Webhooks.TestAsync(actor, Id, Leaving));

    private Task RetryAsync(WebhookDeliveryView delivery) => TryAsync("message", actor => Webhooks.RetryAsync(actor, Id, delivery.Uuid, Leaving));

    private async Task TryAsync(string what, Func<Actor, Task<string?>> send)
    {
        _notice = null;
        try
        {
            _notice = await send(await Session.ActorAsync()) is { } problem
                ? ("bad", $"The {what} did not arrive. {problem}")
                : ("good", $"The {what} has arrived.");
        }
        catch (RequestException e)
        {
            _notice = ("bad", e.Message);
        }

        await ReloadAsync();
    }
}

public sealed record WebhookDetails(WebhookView Webhook, ResultPage<WebhookDeliveryView> Deliveries);
