using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>
/// The attempts under way at the rows of one integration, to cut off those that hang while their row has something better to do. A call
/// may hang for as long as the time limit, and until it ends nobody else may work on its row.
/// </summary>
internal sealed class HangingAttempts(TimeProvider clock)
{
    /// <summary>A younger call is probably on its way and will be answered.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<CancellationTokenSource, Attempt> _running = [];

    /// <summary>How long until an attempt may have to be cut off for a removal of access; null if none is under way.</summary>
    public TimeSpan? UntilLate
    {
        get
        {
            lock (_gate)
            {
                var oldest = _running.Values.Where(one => one.MayYield).Select(one => (long?)one.Since).Min();
                return oldest is not { } since ? null : Young - clock.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left : Young;
            }
        }
    }

    /// <summary>What the attempts work on that take away no access and have been under way for a while.</summary>
    public IReadOnlyList<SyncClaim> Late
    {
        get
        {
            lock (_gate)
            {
                return [.. _running.Values.Where(one => one.MayYield && IsOld(one)).Select(one => one.Claim)];
            }
        }
    }

    /// <param name="isOutageTry">Whether it tries if Looker is back after an outage.</param>
    /// <param name="abort">Ends the attempt as well.</param>
    public CancellationTokenSource Begin(SyncClaim claim, bool isOutageTry, CancellationToken abort)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(abort);
        lock (_gate)
        {
            _running[end] = new(claim, isOutageTry, clock.GetTimestamp());
        }

        return end;
    }

    public void End(CancellationTokenSource end)
    {
        lock (_gate)
        {
            _running.Remove(end);
        }

        end.Dispose();
    }

    /// <summary>Looker is back: one try has found it, while the others may hang from before. They are often those of leavers.</summary>
    public void CutOffTries() => CutOff(one => one.IsOutageTry && IsOld(one));

    /// <summary>Access is to be taken away, and these are in the way.</summary>
    public void CutOff(IReadOnlyCollection<SyncClaim> claims) => CutOff(one => claims.Contains(one.Claim));

    private void CutOff(Func<Attempt, bool> which)
    {
        lock (_gate)
        {
            foreach (var (end, _) in _running.Where(one => which(one.Value)).ToList())
            {
                _running.Remove(end);
                _ = end.CancelAsync();
            }
        }
    }

    private bool IsOld(Attempt one) => clock.GetElapsedTime(one.Since) >= Young;

    private sealed record Attempt(SyncClaim Claim, bool IsOutageTry, long Since)
    {
        public bool MayYield => Claim.Columns.Due != DueKind.Removal;
    }
}
