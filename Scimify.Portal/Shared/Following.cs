using Scimify.Core.Changes;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Shared;

/// <summary>
/// Keeps one page in step with <see cref="ChangeFeed"/>. It waits while a dialog is open, while nobody can see the page, and while
/// the page is still being read. What changed meanwhile is read once, afterwards.
/// </summary>
public sealed class Following : IDisposable
{
    /// <summary>How often the page is read again though nothing was told: a message between servers can be lost, and a verb of the command line sends none.</summary>
    public static readonly TimeSpan Fallback = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly CircuitConnection _connection;
    private readonly AppDialogs _dialogs;
    private readonly Func<Task> _read;
    private readonly IDisposable _listening;
    private readonly ITimer _fallback;
    private bool _isStale;
    private bool _isReading;
    private bool _isOver;

    /// <param name="wants">Which changes the page shows. Called on other threads.</param>
    /// <param name="read">Reads and shows the page again, in its circuit. Must not throw.</param>
    public Following(ChangeFeed feed, CircuitConnection connection, AppDialogs dialogs, TimeProvider clock, Func<Change, bool> wants, Func<Task> read)
    {
        (_connection, _dialogs, _read) = (connection, dialogs, read);
        _connection.Changed += Go;
        _dialogs.Closed += Go;
        _listening = feed.Listen(wants, Note);
        _fallback = clock.CreateTimer(_ => Note(), null, Fallback, Fallback);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
        }

        _connection.Changed -= Go;
        _dialogs.Closed -= Go;
        _listening.Dispose();
        _fallback.Dispose();
    }

    private void Note()
    {
        lock (_lock)
        {
            _isStale = true;
        }

        Go();
    }

    private void Go()
    {
        lock (_lock)
        {
            if (!_isStale || _isReading || _isOver || !_connection.IsSeen || _dialogs.IsOpen)
            {
                return;
            }

            (_isStale, _isReading) = (false, true);
        }

        _ = ReadAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            await _read();
        }
        finally
        {
            lock (_lock)
            {
                _isReading = false;
            }
        }

        Go();
    }
}
