using Microsoft.AspNetCore.Components;
using Scimify.Core.Notifications;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Webhooks;

/// <summary>Chooses the types of messages. Closes with true when they are saved.</summary>
public sealed partial class WebhookEventsDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private HashSet<string> _events = [];
    private string? _error;
    private string? _problem;

    [Inject] public required WebhookService Webhooks { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Parameter, EditorRequired] public required WebhookView Webhook { get; set; }

    protected override void OnInitialized() => _events = [.. Webhook.Events];

    private async Task SaveAsync()
    {
        (_error, _problem) = (null, null);
        try
        {
            await Webhooks.UpdateAsync(await Session.ActorAsync(), Webhook.Uuid, _events, _leaving.Token);
            Dialogs.Close(true);
        }
        catch (ValidationFailedException e) when (e.Of("events") is { } wrong)
        {
            _error = wrong;
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }

    public void Dispose() => _leaving.Cancel();
}
