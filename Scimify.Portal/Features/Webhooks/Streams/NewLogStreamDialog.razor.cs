using Microsoft.AspNetCore.Components;
using Scimify.Core.Requests;
using Scimify.Core.Streams;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Webhooks.Streams;

/// <summary>Asks for the receiver, the format and the logs. Closes with the <see cref="IssuedLogStream"/>, or with nothing.</summary>
public sealed partial class NewLogStreamDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private string _url = "";
    private LogStreamFormat _format;
    private LogStreamStart _from;
    private bool _provisioning = true;
    private bool _audit = true;
    private string? _urlError;
    private string? _logsError;
    private string? _problem;
    private bool _running;

    [Inject] public required LogStreamService Streams { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    private StreamedLogs Logs => (_provisioning ? StreamedLogs.Provisioning : StreamedLogs.None) | (_audit ? StreamedLogs.Audit : StreamedLogs.None);

    private async Task AddAsync()
    {
        if (_running)
        {
            return;
        }

        (_urlError, _logsError, _problem, _running) = (null, null, null, true);
        try
        {
            Dialogs.Close(await Streams.CreateAsync(await Session.ActorAsync(), new NewLogStream(_url, _format, Logs, _from == LogStreamStart.Now), _leaving.Token));
        }
        catch (ValidationFailedException e)
        {
            (_urlError, _logsError) = (e.Of("url"), e.Of("logs"));
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
