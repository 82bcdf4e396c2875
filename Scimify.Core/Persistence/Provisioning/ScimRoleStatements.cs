using Scimify.Core.Looker;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>The roles that SCIM lists, brought to those that a comparison found in Looker by their differences.</summary>
internal static class ScimRoleStatements
{
    public static bool Exist(DbSession session, int integrationKey) =>
        session.Scalar("SELECT 1 FROM scim_roles WHERE integration_key = @p0 LIMIT 1", integrationKey) is not null;

    public static bool Differ(DbSession session, int integrationKey, IReadOnlyCollection<LookerRole> roles) =>
        Difference.Of(session, integrationKey, roles) is { IsNone: false };

    /// <summary>Writes nothing if the run's lease is another server's, or the integration is deleted or has another Looker.</summary>
    /// <param name="session">Compares again and writes in one transaction.</param>
    /// <param name="run">The comparison that read the roles.</param>
    /// <param name="looker">Where it read them.</param>
    /// <param name="roles">All roles of that Looker.</param>
    /// <param name="now">When they are first seen, or renamed.</param>
    public static void Write(WriteSession session, ReconcileRun run, Uri looker, IReadOnlyCollection<LookerRole> roles, DateTimeOffset now)
    {
        if (!IsOf(session, run, looker))
        {
            return;
        }

        var at = now.ToUnixTimeMilliseconds();
        var difference = Difference.Of(session, run.IntegrationKey, roles);
        foreach (var lookerRoleId in difference.Gone)
        {
            session.Execute("DELETE FROM scim_roles WHERE integration_key = @p0 AND looker_role_id = @p1", run.IntegrationKey, lookerRoleId);
        }

        foreach (var role in difference.Renamed)
        {
            session.Execute(
                """
                UPDATE scim_roles SET display_name = @p2, display_name_norm = @p3, version = version + 1, updated_at = @p4
                WHERE integration_key = @p0 AND looker_role_id = @p1
                """,
                run.IntegrationKey, role.Id, role.Name, ScimText.Normalise(role.Name), at);
        }

        foreach (var role in difference.New)
        {
            session.Execute(
                """
                INSERT INTO scim_roles (id, integration_key, looker_role_id, display_name, display_name_norm, version, created_at, updated_at)
                VALUES (@p0, @p1, @p2, @p3, @p4, 1, @p5, @p5)
                """,
                Guid.CreateVersion7(now).ToString("D"), run.IntegrationKey, role.Id, role.Name, ScimText.Normalise(role.Name), at);
        }
    }

    private static bool IsOf(WriteSession session, ReconcileRun run, Uri looker) => session.Scalar(
        """
        SELECT i.base_url FROM reconcile_runs r JOIN integrations i ON i.key = r.integration_key
        WHERE r.key = @p0 AND r.lease_owner = @p1 AND i.deleted_at IS NULL
        """,
        run.Key,
        run.LeaseOwner) is string address && new Uri(address).Equals(looker);

    /// <param name="New">Not listed yet.</param>
    /// <param name="Renamed">Listed under another name.</param>
    /// <param name="Gone">Looker's IDs of those that are listed, and gone.</param>
    private sealed record Difference(IReadOnlyList<LookerRole> New, IReadOnlyList<LookerRole> Renamed, IReadOnlyList<string> Gone)
    {
        public bool IsNone => New.Count + Renamed.Count + Gone.Count == 0;

        public static Difference Of(DbSession session, int integrationKey, IReadOnlyCollection<LookerRole> roles)
        {
            var listed = session.All(
                "SELECT looker_role_id, display_name FROM scim_roles WHERE integration_key = @p0",
                row => (Id: row.GetString(0), Name: row.GetString(1)),
                integrationKey).ToDictionary(role => role.Id, role => role.Name);
            var found = roles.DistinctBy(role => role.Id).ToDictionary(role => role.Id);
            return new(
                [.. found.Values.Where(role => !listed.ContainsKey(role.Id))],
                [.. found.Values.Where(role => listed.TryGetValue(role.Id, out var name) && name != role.Name)],
                [.. listed.Keys.Where(id => !found.ContainsKey(id))]);
        }
    }
}
