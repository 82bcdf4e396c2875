using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Serilog.Core;
using Serilog.Events;

namespace Scimify.Portal.Host.Background;

/// <summary>
/// Keeps out of the log what fails only because the database is away: each request and each background task would say the same,
/// with a stack trace, for as long as it lasts. <see cref="OutageRound"/> says it once a minute instead. A change of which nobody
/// knows whether it was made stays in the log.
/// </summary>
internal sealed class OutageFilter : ILogEventFilter
{
    private readonly Lock _gate = new();
    private DatabaseUnavailableException? _last;
    private int _count;

    public bool IsEnabled(LogEvent logEvent)
    {
        if (logEvent.Exception is null || DatabaseOutage.Translate(logEvent.Exception) is not { IsInDoubt: false } outage)
        {
            return true;
        }

        lock (_gate)
        {
            _last = outage;
            _count++;
        }

        return false;
    }

    /// <returns>What was kept out since the last call: the latest outage, and how many lines.</returns>
    public (DatabaseUnavailableException? Last, int Count) Take()
    {
        lock (_gate)
        {
            var taken = (_last, _count);
            (_last, _count) = (null, 0);
            return taken;
        }
    }
}
