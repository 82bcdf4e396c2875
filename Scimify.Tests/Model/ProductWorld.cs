using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Provisioning.Held;
using Scimify.Core.Provisioning.Reconcilers;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Model;

/// <summary>
/// The product in one process: its write path, its engine, its statements on a real database. Only the clock and the network are
/// replaced. One row is worked on at a time, so that a history goes the same way each time.
/// </summary>
internal sealed class ProductWorld : IAsyncDisposable
{
    /// <summary>So many attempts without a pause mean that the engine does not come to rest.</summary>
    private const int Restless = 300;

    private static readonly TimeSpan WaitTime = TimeSpan.FromSeconds(5);
    private static readonly EngineSettings Settings = new(WaitTime, OwnsDatabase: true);

    /// <summary>Who refers to others first.</summary>
    private static readonly string[] Tables =
    [
        "undone_writes", "held_changes", "drift_items", "reconcile_runs", "guarded_removals", "removed_memberships", "memberships", "scim_user_emails", "scim_user_bodies",
        "scim_group_bodies", "scim_users", "scim_groups", "scim_roles", "integration_counters", "provisioning_log", "looker_effects", "access_intervals", "access_details", "access_names",
    ];

    private readonly TestDatabase _test;
    private readonly Integration _integration;
    private readonly Actor _owner;
    private readonly HttpClient _http;
    private readonly LookerTransport _transport;
    private readonly LookerClients _unused;
    private SyncEngine _engine = null!;
    private IntegrationWorker _worker = null!;
    private SyncSettler _settler = null!;
    private ProtectedAccounts _accounts = null!;
    private AccountSearch _search = null!;
    private UserService _users = null!;
    private GroupService _groups = null!;

    private ProductWorld(TestDatabase test, Integration integration, Actor owner, FakeTimeProvider clock)
    {
        Clock = clock;
        _test = test;
        (_integration, _owner) = (integration, owner);
        Wire = new LookerWire(Clock);
        _http = new HttpClient(Wire) { Timeout = Timeout.InfiniteTimeSpan };
        var limits = new LookerLimits(8, 1_000_000, TimeSpan.FromSeconds(30));
        _transport = new LookerTransport(new LookerConnection(integration.Id, new Uri(integration.BaseUrl), "client", "secret", limits), _http, Clock, [], NullLogger.Instance);
        _unused = new LookerClients(new LookerNetworkPolicy(), Clock, NullLogger<LookerClients>.Instance, []);
        Sync = new SyncStore(test.Database, Clock);
        Directory = new DirectoryStore(test.Database, DirectoryLimits.Default);
        Restart();
    }

    public FakeTimeProvider Clock { get; }

    public LookerWire Wire { get; }

    public SyncStore Sync { get; }

    public DirectoryStore Directory { get; }

    public bool IsPaused { get; set; }

    public bool IsHealthy => !_worker.IsPaused;

    private LookerClient Looker => new(_transport);

    private ProvisioningTarget Target => new(
        _integration.OrganizationKey, _integration.Key, _integration.Id, IsPaused ? IntegrationMode.Paused : IntegrationMode.Live, _integration.Policies, "unused");

    public static async Task<ProductWorld> CreateAsync(DatabaseProvider provider)
    {
        var (test, clock) = (await TestDatabase.CreateAsync(provider, isQuick: true), new FakeTimeProvider());
        test.Database.Clock = clock;
        var (integration, owner) = await test.Database.WriteAsync(
            session =>
            {
                var organization = new Organization { Id = Guid.NewGuid(), Name = "Acme" };
                session.Context.Organizations.Add(organization);
                session.Context.SaveChanges();
                var integration = new Integration
                {
                    Id = Guid.NewGuid(),
                    OrganizationKey = organization.Key,
                    Name = "Production",
                    BaseUrl = "https://looker.example",
                    ClientId = "client",
                    ProtectedClientSecret = "unused",
                    GroupDescription = "unused",
                };
                session.Context.Integrations.Add(integration);
                session.Context.SaveChanges();
                return (integration, new Actor("api", Guid.NewGuid(), "owner@acme.example", organization.Key, organization.Id, PortalRole.Owner, null));
            },
            CancellationToken.None);
        return new(test, integration, owner, clock);
    }

    /// <summary>An empty directory and a new Looker.</summary>
    public async Task BeginAsync(IntegrationPolicies policies)
    {
        await _test.Database.WriteAsync(
            session =>
            {
                foreach (var table in Tables)
                {
                    session.Execute($"DELETE FROM {table}");
                }
            },
            CancellationToken.None);
        _integration.Policies = policies;
        IsPaused = false;
        Wire.Reset();
        Restart();
    }

    /// <summary>A new server on the same database.</summary>
    public async Task RestartAsync()
    {
        Wire.Revive();
        Restart();
        await Sync.EndForeignLeasesAsync(CancellationToken.None);
    }

    /// <summary>Commits a write. Nothing is sent to Looker yet.</summary>
    /// <exception cref="ScimException">The directory refuses.</exception>
    public async Task<Underway> CommitAsync(Func<ScimRequest, UserService, GroupService, Task<(Guid? Id, int Status, SyncReceipt Receipt)>> write)
    {
        var request = new ScimRequest
        {
            Id = Guid.NewGuid(),
            Target = Target,
            Method = "PATCH",
            At = Clock.GetUtcNow(),
            StartedAt = Clock.GetTimestamp(),
            Clock = Clock,
        };
        var (id, status, receipt) = await write(request, _users, _groups);
        var probe = _engine.Waiters.Register(receipt.Awaited);
        return new(id, status, receipt, probe, _settler.SettleAsync(receipt, CancellationToken.None));
    }

    /// <summary>Lets the engine work until the writes are answered.</summary>
    public async Task<IReadOnlyList<ModelAnswer>> AnswerAsync(IReadOnlyList<Underway> writes)
    {
        var deadline = Clock.GetUtcNow() + WaitTime;
        var known = writes.Count;
        while (!Wire.HasDied)
        {
            var next = await WorkAsync(writes);
            if (writes.Count > known)
            {
                // One came meanwhile, and waits as long.
                (known, deadline) = (writes.Count, Clock.GetUtcNow() + WaitTime);
            }

            if (Wire.HasDied || writes.All(w => w.Answer.IsCompleted))
            {
                break;
            }

            // When the time is up, the clock itself answers whoever still waits.
            await AdvanceAsync((next < deadline ? next.Value : deadline) - Clock.GetUtcNow());
            if (Clock.GetUtcNow() >= deadline)
            {
                await Task.WhenAll(writes.Select(w => Done(w.Answer)));
                break;
            }
        }

        return [.. writes.Select(AnswerOf)];
    }

    /// <summary>Lets the engine work, and the clock run, until nothing is due within this time.</summary>
    public async Task RestAsync(TimeSpan within)
    {
        var end = Clock.GetUtcNow() + within;
        for (var i = 0; !Wire.HasDied && await WorkAsync([]) is { } next && next <= end; i++)
        {
            Assert.True(i < Restless || Wire.Weather != Weather.Fine, "Something is tried again and again.");
            await AdvanceAsync(next - Clock.GetUtcNow());
        }
    }

    public Task AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by > TimeSpan.Zero ? by : TimeSpan.FromMilliseconds(1));
        Wire.Land();
        return Task.CompletedTask;
    }

    /// <summary>Takes a claim, and dies with it.</summary>
    public async Task DropClaimAsync()
    {
        if (!IsPaused)
        {
            await Sync.ClaimAsync(_integration.Key, 1, 1, "dead", Clock.GetUtcNow() + Settings.Lease, CancellationToken.None);
        }

        await RestartAsync();
    }

    public async Task CompareAsync()
    {
        var drift = new DriftStore(_test.Database, Clock);
        await drift.StartAsync(_integration.OrganizationKey, _integration.Key, repair: true, inventory: false, null, CancellationToken.None);
        var (run, _) = (await drift.ClaimAsync("model", Clock.GetUtcNow().AddMinutes(10), CancellationToken.None))!.Value;
        await new Reconciler(drift, Looker, _accounts, run, 0, _ => Task.CompletedTask).RunAsync(CancellationToken.None);
        await drift.FinishAsync(run, null, CancellationToken.None);
    }

    public Task<HeldDecided> DecideAsync(bool release)
    {
        var held = new HeldChangeService(Directory, _engine, Clock);
        var view = IntegrationView.Of(_integration, _owner.OrganizationId) with { Mode = Target.Mode };
        return release ? held.ReleaseAsync(_owner, view, null, CancellationToken.None) : held.RejectAsync(_owner, view, null, CancellationToken.None);
    }

    public ValueTask<StoredRows> RowsAsync() => _test.Database.ReadAsync(
        session => new StoredRows(
            session.All(
                $"SELECT {UserColumnMap.Select}, b.json FROM scim_users u LEFT JOIN scim_user_bodies b ON b.user_key = u.key ORDER BY u.key",
                reader => (UserColumnMap.Read(reader), reader.IsDBNull(UserColumnMap.Next) ? null : Encoding.UTF8.GetString((byte[])reader.GetValue(UserColumnMap.Next)))),
            session.All($"SELECT {GroupColumnMap.Select} FROM scim_groups g ORDER BY g.key", GroupColumnMap.Read),
            session.All($"SELECT {MembershipColumnMap.Select} FROM memberships m", MembershipColumnMap.Read)),
        CancellationToken.None);

    /// <summary>The requests that wait for Looker according to the log, each as the one that settles it.</summary>
    public ValueTask<IReadOnlyList<Guid>> WaitingRequestsAsync() => _test.Database.ReadAsync<IReadOnlyList<Guid>>(
        session => session.All(
            $"""
            WITH RECURSIVE chain(request) AS (
                SELECT request_id FROM provisioning_log WHERE sync = {SyncState.Pending:D}
                UNION SELECT l.settles_with FROM chain JOIN provisioning_log l ON l.request_id = chain.request WHERE l.settles_with IS NOT NULL)
            SELECT request FROM chain WHERE NOT EXISTS (SELECT 1 FROM provisioning_log l WHERE l.request_id = chain.request AND l.settles_with IS NOT NULL)
            """,
            reader => Guid.Parse(reader.GetString(0))),
        CancellationToken.None);

    public async ValueTask<Counted> CountsAsync() => await _test.Database.ReadAsync(
        session => session.First(
            "SELECT users, active_users, groups, memberships FROM integration_counters",
            reader => new Counted(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3))),
        CancellationToken.None) ?? new(0, 0, 0, 0);

    /// <summary>The access history, and the members whom a comparison found in our groups by hand.</summary>
    public async ValueTask<(IReadOnlyList<AccessInterval> Intervals, IReadOnlySet<AccessPart> ByHand)> AccessAsync()
    {
        await using var db = _test.Database.CreateDbContext();
        var added = await db.DriftItems.Where(d => d.Kind == DriftKind.MemberAdded && d.UserKey != null && d.GroupKey != null).ToListAsync(CancellationToken.None);
        return (await db.AccessIntervals.ToListAsync(CancellationToken.None), added.Select(d => AccessPart.Membership(d.GroupKey!.Value, d.UserKey!.Value)).ToHashSet());
    }

    public static ScimObject Json(string text) => ScimJson.ParseObject(Encoding.UTF8.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        _http.Dispose();
        await _unused.DisposeAsync();
        await _test.DisposeAsync();
    }

    private void Restart()
    {
        _engine = new SyncEngine(
            Sync, new LookerConnector(_unused, new NoSecrets(), LookerLimits.Default), new LookerCallCounter(), Settings, new ServerRun(Settings, Clock), Clock, NullLogger<SyncEngine>.Instance);
        _worker = new IntegrationWorker(
            _integration.Key, new ServerRun(Settings, Clock), Sync, new LookerConnector(_unused, new NoSecrets(), LookerLimits.Default), new LookerCallCounter(), Settings, _engine.Waiters, Clock, NullLogger.Instance);
        _settler = new SyncSettler(_engine, Directory);
        _accounts = new ProtectedAccounts(Looker, Clock);
        _search = new AccountSearch();
        _users = new UserService(Directory, Clock);
        _groups = new GroupService(Directory, Clock);
    }

    /// <summary>Works on what is due now, one row after the other, and answers writes as soon as they can be answered.</summary>
    /// <returns>When there is something to do again; null if there will not be.</returns>
    private async Task<DateTimeOffset?> WorkAsync(IReadOnlyList<Underway> writes)
    {
        for (var i = 0; !IsPaused && !_worker.IsPaused && !Wire.HasDied; i++)
        {
            Assert.True(i < Restless, "The engine does not come to rest.");
            await Task.WhenAll(writes.Where(w => w.Probe.Answer.IsCompleted).Select(w => Done(w.Answer)));
            var result = await Sync.ClaimAsync(_integration.Key, 1, 1, "model", Clock.GetUtcNow() + Settings.Lease, CancellationToken.None);
            if (result.Claims is not [var claim])
            {
                return result.NextAt;
            }

            await _worker.WorkAsync(claim, Looker, _integration, _accounts, _search, CancellationToken.None);
        }

        await Task.WhenAll(writes.Where(w => w.Probe.Answer.IsCompleted && !Wire.HasDied).Select(w => Done(w.Answer)));
        return _worker.IsPaused && !IsPaused ? Clock.GetUtcNow().AddSeconds(1) : null;
    }

    private static async Task Done(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private ModelAnswer AnswerOf(Underway write) => write.Answer switch
    {
        { IsCompletedSuccessfully: true } => new(write.Status, write.Answer.Result, null),
        { IsFaulted: true, Exception.InnerException: ScimException refused } => new(refused.Status, null, refused.Detail),
        { IsFaulted: true } => new(500, null, write.Answer.Exception.InnerException!.ToString()),
        _ => ModelAnswer.None,
    };

    private sealed class NoSecrets : ISecretProtector
    {
        public string Protect(string secret) => secret;

        public string Unprotect(string secret) => secret;
    }
}
