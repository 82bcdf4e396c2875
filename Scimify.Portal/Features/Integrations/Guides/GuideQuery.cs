using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Sync;
using Scimify.Portal.Features.Integrations.SetUp;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Features.Integrations.Guides;

/// <summary>What the checks of a guide are made from. Nothing is recorded for them: it is all there for other reasons.</summary>
public sealed class GuideQuery(SetUpQuery setUps, ArrivalQuery arrivals, IDbContextFactory<ScimifyContext> contexts, TimeProvider clock)
{
    private static readonly DirectoryFilter WithoutAddress = new(State: SyncState.Unforwardable);

    private static readonly Expression<Func<ScimUserRow, GuideRow>> OfPerson = u => new GuideRow(u.Id, u.Display, u.CreatedAt, u.SyncState, u.LookerUserId != null);

    private static readonly Expression<Func<ScimGroupRow, GuideRow>> OfGroup = g => new GuideRow(g.Id, g.DisplayName, g.CreatedAt, g.SyncState, g.LookerGroupId != null);

    public async Task<GuideFacts> RunAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var setUp = await setUps.RunAsync(actor, integrationId, ct);
        var key = setUp.Integration.Key;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var users = db.ScimUsers.Where(u => u.IntegrationKey == key && u.DeletedAt == null).OrderByDescending(u => u.Key);
        var groups = db.ScimGroups.Where(g => g.IntegrationKey == key && g.DeletedAt == null).OrderByDescending(g => g.Key);
        return new GuideFacts(
            setUp,
            await arrivals.RunAsync(actor, setUp, ct),
            await users.Where(u => u.SyncState == SyncState.Applied && u.LookerUserId != null).Select(OfPerson).FirstOrDefaultAsync(ct) ?? await users.Select(OfPerson).FirstOrDefaultAsync(ct),
            await groups.Where(g => g.SyncState == SyncState.Applied && g.LookerGroupId != null).Select(OfGroup).FirstOrDefaultAsync(ct) ?? await groups.Select(OfGroup).FirstOrDefaultAsync(ct),
            await WithoutAddress.Users(db, key).CountAsync(u => u.DeletedAt == null, ct),
            clock.GetUtcNow());
    }
}

/// <param name="Person">The newest one in Looker, or the newest one if none is; null if there is none. So is <paramref name="Group"/>.</param>
/// <param name="WithoutAddress">How many people lack an address that Looker could use.</param>
/// <param name="Now">When this was true.</param>
public sealed record GuideFacts(SetUpState SetUp, Arrived Arrived, GuideRow? Person, GuideRow? Group, int WithoutAddress, DateTimeOffset Now)
{
    public IntegrationView Integration => SetUp.Integration;

    /// <summary>When a call was last accepted; null for never. Uses of a token are noted once a minute, and writes at once.</summary>
    public DateTimeOffset? AcceptedAt => SetUp.Caller?.LastUsedAt is { } used && Arrived.Writes is [var write, ..] && write.At > used ? write.At : SetUp.Caller?.LastUsedAt;
}

/// <summary>A person or a group of the directory.</summary>
/// <param name="IsLinked">Whether Looker has an account or a group for it.</param>
public sealed record GuideRow(Guid Id, string Name, DateTimeOffset At, SyncState Sync, bool IsLinked)
{
    public bool IsInLooker => IsLinked && Sync == SyncState.Applied;
}
