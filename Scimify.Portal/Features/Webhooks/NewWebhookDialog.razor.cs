using Microsoft.AspNetCore.Components;
using Scimify.Core.Notifications;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Webhooks;

/// <summary>Asks for the address and the types of messages. Closes with the <see cref="IssuedWebhook"/>, or with nothing.</summary>
public sealed partial class NewWebhookDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly HashSet<string> _events = [.. WebhookEvents.Default];
    private string _url = "";
    private string? _error;
    private string? _eventsError;
    private string? _problem;
    private bool _running;

    [Inject] public required WebhookService Webhooks { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    private async Task AddAsync()
    {
        if (_running)
        {
            return;
        }

        (_error, _eventsError, _problem, _running) = (null, null, null, true);
        try
        {
            Dialogs.Close(await Webhooks.CreateAsync(await Session.ActorAsync(), _url, _events, _leaving.Token));
        }
        catch (ValidationFailedException e) when (e.Of("url") is { } wrong)
        {
            _error = wrong;
        }
        catch (ValidationFailedException e) when (e.Of("events") is { } wrong)
        {
            _eventsError = wrong;
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
        finally
        {
            _running = false;
        }
    }

    public void Dispose() => _leaving.Cancel();
}
