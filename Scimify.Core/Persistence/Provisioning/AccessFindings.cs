using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Provisioning.Drift;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>What a comparison found about access, as changes by hand that are dated by the finding.</summary>
internal static class AccessFindings
{
    private static readonly string Members = $"{DriftKind.MemberMissing:D}, {DriftKind.MemberAdded:D}";

    private static readonly string Kinds = $"{DriftKind.UserMissing:D}, {DriftKind.UserDisabled:D}, {DriftKind.UserEnabled:D}, {DriftKind.GroupMissing:D}, {Members}";

    public static void Note(WriteSession session, ReconcileRun run, DriftFinding finding)
    {
        switch (finding)
        {
            case { Kind: DriftKind.UserMissing, UserKey: { } user }:
                Account(user, has: false);
                session.Access.Note(new AccessChange.Ended(AccessScope.UserMemberships, user, AskedToo: false, AccessSource.ByHand));
                session.Access.Note(new AccessChange.Ended(AccessScope.UserAttributes, user, AskedToo: false, AccessSource.ByHand));
                break;
            case { Kind: DriftKind.UserDisabled or DriftKind.UserEnabled, UserKey: { } user }:
                Account(user, has: finding.Kind == DriftKind.UserEnabled);
                break;
            case { Kind: DriftKind.GroupMissing, GroupKey: { } group }:
                session.Access.Note(new AccessChange.Ended(AccessScope.Group, group, AskedToo: false, AccessSource.ByHand));
                break;
            case { Kind: DriftKind.MemberMissing or DriftKind.MemberAdded, UserKey: { } user, GroupKey: { } group }:
                Part(session, run, AccessPart.Membership(group, user), finding.Kind == DriftKind.MemberAdded, AccessSource.ByHand);
                break;
            case { Kind: DriftKind.AttributeChanged, UserKey: { } user }:
                Attribute(session, run, user, finding.MemberLookerId, finding.Field, new(finding.Actual));
                break;
        }

        void Account(long user, bool has) => Part(session, run, AccessPart.Account(user), has, AccessSource.ByHand);
    }

    /// <summary>What the run no longer found: Looker has again what Scimify had written. Call it before the findings are deleted.</summary>
    public static void NoteGone(WriteSession session, ReconcileRun run)
    {
        var writer = new DirectoryWriter(session);
        var still = session.All(
            $"SELECT user_key, group_key FROM drift_items WHERE integration_key = @p0 AND run_key = @p1 AND kind IN ({Members}) AND user_key IS NOT NULL AND group_key IS NOT NULL",
            row => (row.GetInt64(0), row.GetInt64(1)),
            run.IntegrationKey,
            run.Key).ToHashSet();
        foreach (var (kind, user, group) in session.All(
            $"SELECT kind, user_key, group_key FROM drift_items WHERE integration_key = @p0 AND run_key <> @p1 AND kind IN ({Kinds})",
            row => ((DriftKind)row.GetInt32(0), User: SyncColumnMap.Number(row, 1), Group: SyncColumnMap.Number(row, 2)),
            run.IntegrationKey,
            run.Key))
        {
            if (user is { } person && group is { } place)
            {
                var has = writer.LockMemberships(place, [person]) is [var member] ? AccessNotes.Has(member.Applied) : false;
                Part(session, run, AccessPart.Membership(place, person), has, AccessSource.ByHand);
                continue;
            }

            if (user is { } account && writer.LockUserRow(account) is { } row)
            {
                Part(session, run, AccessPart.Account(account), AccessNotes.Has(row), AccessSource.ByHand);
                if (kind == DriftKind.UserMissing)
                {
                    NoteKnownAttributes(session, run, row, _ => true);
                }
            }

            foreach (var member in MembersThoughtGone(writer, kind, user, group).Where(m => !still.Contains((m.UserKey, m.GroupKey))))
            {
                Part(session, run, AccessPart.Membership(member.GroupKey, member.UserKey), AccessNotes.Has(member.Applied), AccessSource.ByHand);
            }
        }
    }

    /// <summary>Looker has again the mapped attributes that Scimify had written. Call it before the findings are deleted.</summary>
    /// <param name="userKeys">Whose attributes were compared.</param>
    public static void NoteAttributesGone(WriteSession session, ReconcileRun run, IReadOnlyList<long> userKeys)
    {
        var writer = new DirectoryWriter(session);
        foreach (var user in session.All(
            $"SELECT user_key, member_looker_id FROM drift_items WHERE integration_key = @p0 AND kind = {DriftKind.AttributeChanged:D} AND run_key <> @p1 AND user_key IN ({string.Format(session.Dialect.JsonIntegers, "@p2")})",
            row => (Key: row.GetInt64(0), Attribute: row.GetString(1)),
            run.IntegrationKey,
            run.Key,
            JsonSerializer.Serialize(userKeys)).ToLookup(item => item.Key, item => item.Attribute))
        {
            if (writer.LockUserRow(user.Key) is { } row)
            {
                NoteKnownAttributes(session, run, row, user.Contains);
            }
        }
    }

    private static void NoteKnownAttributes(WriteSession session, ReconcileRun run, ScimUserRow row, Func<string, bool> counts)
    {
        var state = LookerUserState.Parse(row.AppliedState);
        foreach (var attribute in AccessNotes.AskedAttributes(row).Values.Where(a => counts(a.Id)))
        {
            if (AccessNotes.Has(state, attribute, row) is { } has)
            {
                Attribute(session, run, row.Key, attribute.Id, attribute.Name, has);
            }
        }
    }

    private static void Attribute(WriteSession session, ReconcileRun run, long userKey, string attributeId, string name, DetailValue has) => session.Access.Note(
        new AccessChange.Detail(DetailPart.Attribute(userKey, attributeId), run.OrganizationKey, run.IntegrationKey, name, null, has, AccessSource.ByHand, null));

    /// <summary>The memberships that were thought to be gone with their user or group.</summary>
    private static IReadOnlyList<MembershipRow> MembersThoughtGone(DirectoryWriter writer, DriftKind kind, long? user, long? group) => (kind, user, group) switch
    {
        (DriftKind.UserMissing, { } person, _) => writer.LockMembershipsOfUser(person),
        (DriftKind.GroupMissing, _, { } place) => writer.LockMembershipsOfGroup(place),
        _ => [],
    };

    private static void Part(WriteSession session, ReconcileRun run, AccessPart part, bool? has, AccessSource source) =>
        session.Access.Note(new AccessChange.Part(part, run.OrganizationKey, run.IntegrationKey, null, has, source, null));
}
