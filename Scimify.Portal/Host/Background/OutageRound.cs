using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;

namespace Scimify.Portal.Host.Background;

/// <summary>
/// Says in one line a minute that the database does not do its work, and when it does again. It tries a change meanwhile, so that a
/// server that no request reaches any more notices that it can work again.
/// </summary>
internal sealed partial class OutageRound(ScimifyDatabase database, OutageFilter filter, TimeProvider clock, ILogger<OutageRound> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly long _begun = clock.GetTimestamp();
    private TimeSpan _lastAt = TimeSpan.MinValue;
    private TimeSpan _brokeAt;
    private bool _isTold;
    private int _untold;

    public async Task RunAsync(CancellationToken ct)
    {
        var (last, count) = filter.Take();
        _untold += count;
        if ((database.WriteFailure ?? last) is { } outage)
        {
            Tell(outage);
            await TryAsync(ct);
        }
        else if (_isTold)
        {
            LogOver(logger, (long)(Now - _brokeAt).TotalSeconds);
            _isTold = false;
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(_begun);

    private void Tell(DatabaseUnavailableException outage)
    {
        if (_lastAt != TimeSpan.MinValue && Now - _lastAt < Pause)
        {
            return;
        }

        LogOutage(logger, outage.Message, outage.GetBaseException().Message, _untold);
        _brokeAt = _isTold ? _brokeAt : Now;
        (_isTold, _lastAt, _untold) = (true, Now, 0);
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await database.TryWriteAsync(ct);
        }
        catch (DatabaseUnavailableException)
        {
            // Is in WriteFailure, and told by the next round.
        }
    }

    [LoggerMessage(1406, LogLevel.Error, "{Answer} ({Cause}) {Count} requests and tasks have failed because of it since the last such line")]
    private static partial void LogOutage(ILogger logger, string answer, string cause, int count);

    [LoggerMessage(1407, LogLevel.Information, "The database does its work again, {Seconds} s after the first such line")]
    private static partial void LogOver(ILogger logger, long seconds);
}
