using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Provisioning.Held;
using Scimify.Core.Sync;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Crash;

/// <summary>Waits until everything is applied once Looker is well again, and compares the result with what the lanes know.</summary>
/// <param name="app">A server in this process, the only one on its data.</param>
/// <param name="owner">Releases everything that is held.</param>
/// <param name="integration">The only integration.</param>
/// <param name="looker">The sandbox.</param>
/// <param name="trace">SQLite's file with a <see cref="RowTrace"/>; null for none.</param>
internal sealed class Convergence(ScimifyApp app, Actor owner, Guid integration, LookerControl looker, string? trace)
{
    /// <summary>How many held adoptions were released.</summary>
    public int Released { get; private set; }

    /// <returns>Empty if nothing is lost, doubled, half-made or out of step. Otherwise what was done, and then the differences.</returns>
    public async Task<IReadOnlyList<string>> DifferencesAsync(HttpClient scim, IReadOnlyList<Lane> lanes, CancellationToken ct)
    {
        foreach (var lane in lanes)
        {
            await lane.ResolveAsync(scim, ct);
        }

        var settled = await SettleAsync(ct);
        await SecondLook.TakeAsync(app, await KeyAsync());
        settled = [.. settled, .. await SettleAsync(ct)];
        var comparison = await Comparison.ReadAsync(scim, await looker.StateAsync(ct), looker.EarlierUsers, looker.EarlierGroups, ct);
        var violations = await looker.ViolationsAsync(ct);
        IReadOnlyList<string> differences = [.. settled, .. comparison.Differences(lanes), .. violations.Select(v => $"Not allowed by Looker: {v}"), .. await AccessAsync()];
        return differences.Count == 0
            ? []
            : ["What was done in Looker:", .. await CallsAsync(), "What became of members:", .. await MembersAsync(comparison.DifferentGroups, ct), "Differences:", .. differences];
    }

    /// <summary>In the end nothing may wait or have failed: every request can be done, and everything held is released.</summary>
    private async Task<IReadOnlyList<string>> SettleAsync(CancellationToken ct)
    {
        var service = app.Services.GetRequiredService<IntegrationService>();
        var (isSettled, status) = await Eventually.TryReadAsync(ReleaseAsync, now => now is { Held: 0, Pending: 0, Failed: 0 });
        return isSettled ? [] : [$"Not settled: {status.Pending} pending, {status.Failed} failed, {status.Held} held. {await UnsettledAsync()}"];

        async Task<IntegrationStatus> ReleaseAsync()
        {
            var now = await service.StatusAsync(owner, integration, ct);
            if (now.Held > 0)
            {
                Released += (await app.Services.GetRequiredService<HeldChangeService>().ReleaseAsync(owner, await service.GetAsync(owner, integration, ct), null, ct)).Count;
            }

            return now;
        }
    }

    /// <summary>The access history is written with the state that it tells of, or not at all.</summary>
    private async Task<IReadOnlyList<string>> AccessAsync()
    {
        await using var context = app.NewContext();
        return [.. AccessCheck.Differences(context.ScimUsers.ToList(), context.Memberships.ToList(), context.AccessIntervals.ToList(), new HashSet<AccessPart>())];
    }

    private async Task<int> KeyAsync()
    {
        await using var context = app.NewContext();
        return context.Integrations.Single().Key;
    }

    private async Task<IReadOnlyList<string>> CallsAsync()
    {
        await using var context = app.NewContext();
        return [.. context.LookerEffects.OrderBy(e => e.At).ToList().Select(e => $"{e.At:HH:mm:ss.fff} {e.Name} {e.Request} {e.Status} {e.Detail} ({e.Attempt})")];
    }

    private async Task<IReadOnlyList<string>> MembersAsync(IEnumerable<string> groups, CancellationToken ct)
    {
        if (trace is null)
        {
            return ["Told by SQLite only."];
        }

        var lines = new List<string>();
        foreach (var group in groups)
        {
            lines.AddRange(await RowTrace.OfGroupAsync(trace, group, ct));
        }

        return lines;
    }

    private async Task<string> UnsettledAsync()
    {
        await using var context = app.NewContext();
        var users = context.ScimUsers.Where(u => u.SyncState != SyncState.Applied).ToList()
            .Select(u => $"{u.UserName}: {u.SyncState} {u.Due} {u.LinkState} deleted {u.DeletedAt} lease {u.LeaseOwner} {u.SyncError}");
        var groups = context.ScimGroups.Where(g => g.SyncState != SyncState.Applied).ToList()
            .Select(g => $"{g.DisplayName}: {g.SyncState} {g.Due} {g.LinkState} deleted {g.DeletedAt} lease {g.LeaseOwner} {g.SyncError}");
        var memberships = context.Memberships.Where(m => m.SyncState != SyncState.Applied).ToList()
            .Select(m => $"{m.GroupKey}/{m.UserKey}: {m.SyncState} {m.Due} desired {m.Desired} applied {m.Applied} lease {m.LeaseOwner} {m.SyncError}");
        return string.Join("; ", [.. users, .. groups, .. memberships]);
    }
}
