using System.Text.Json;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Persistence.Provisioning;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Begins the access history of rows that it does not tell of yet, because they were written by a program that kept none.</summary>
public sealed class AccessOpening(ScimifyDatabase database)
{
    private const int RowsAtOnce = 500;

    private const string Unknown = "NOT EXISTS (SELECT 1 FROM access_names n WHERE n.is_group = {0} AND n.subject_key = {1}.key)";

    private static readonly string Users =
        $"SELECT {UserColumnMap.Select} FROM scim_users u WHERE u.integration_key = @p0 AND {string.Format(Unknown, 0, "u")} ORDER BY u.key LIMIT {RowsAtOnce}";

    private static readonly string Groups =
        $"SELECT {GroupColumnMap.Select} FROM scim_groups g WHERE g.integration_key = @p0 AND {string.Format(Unknown, 1, "g")} ORDER BY g.key LIMIT {RowsAtOnce}";

    /// <returns>The number of people and groups that it begins to tell of, as they are now.</returns>
    public async Task<int> OpenAsync(CancellationToken ct)
    {
        var integrations = await database.ReadAsync(
            session => session.All(
                $"""
                SELECT i.key FROM integrations i WHERE EXISTS (SELECT 1 FROM scim_users u WHERE u.integration_key = i.key AND {string.Format(Unknown, 0, "u")})
                    OR EXISTS (SELECT 1 FROM scim_groups g WHERE g.integration_key = i.key AND {string.Format(Unknown, 1, "g")})
                """,
                row => row.GetInt32(0)),
            ct);
        var opened = 0;
        foreach (var integration in integrations)
        {
            int some;
            do
            {
                some = await database.WriteAsync(integration, session => OpenSome(session, integration), ct);
                opened += some;
            }
            while (some > 0);
        }

        return opened;
    }

    private static int OpenSome(WriteSession session, int integrationKey)
    {
        var users = session.All(Users, UserColumnMap.Read, integrationKey);
        foreach (var user in users)
        {
            Note(AccessNotes.NameOf(null, user));
            Note(AccessNotes.Of(null, user));
            foreach (var change in AccessNotes.AttributesOf(null, user))
            {
                Note(change);
            }
        }

        foreach (var membership in session.All(
            $"SELECT {MembershipColumnMap.Select} FROM memberships m WHERE m.user_key IN ({string.Format(session.Dialect.JsonIntegers, "@p0")})",
            MembershipColumnMap.Read,
            JsonSerializer.Serialize(users.Select(u => u.Key))))
        {
            Note(AccessNotes.Of(null, AppliedMembership.Absent, membership));
        }

        var groups = session.All(Groups, GroupColumnMap.Read, integrationKey);
        foreach (var group in groups)
        {
            Note(AccessNotes.NameOf(null, group));
            foreach (var role in RoleSteps.OfGroup(session, group.Key))
            {
                Note(RoleSteps.Asked(role, group.Key, AccessNotes.AsksRoles(group)));
                Note(RoleSteps.Had(role, group.Key, role.GrantedIds.Contains(group.LookerGroupId ?? "")));
            }
        }

        return users.Count + groups.Count;

        void Note(AccessChange? change)
        {
            if (change is not null)
            {
                session.Access.Note(change);
            }
        }
    }
}
