using Scimify.Core.Audit;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Drift;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>What a comparison found about roles, as changes by hand that are dated by the finding. Roles that the engine is at work on do not count.</summary>
internal static class RoleFindings
{
    public static Dictionary<string, long> Generations(DbSession session, int integrationKey) => session.All(
        $"SELECT r.role_id, r.desired_generation, {RowSql.Quiet("r")} FROM looker_roles r WHERE r.integration_key = @p0",
        row => (Role: row.GetString(0), Generation: Convert.ToBoolean(row.GetValue(2)) ? row.GetInt64(1) : -1),
        integrationKey).ToDictionary(r => r.Role, r => r.Generation);

    public static bool AreNews(DbSession session, ReconcileRun run, FoundRoles found) => Changes(session, run, found).Any();

    public static void Note(WriteSession session, ReconcileRun run, FoundRoles found)
    {
        foreach (var change in Changes(session, run, found).ToList())
        {
            session.Access.Note(change);
        }
    }

    private static IEnumerable<AccessChange> Changes(DbSession session, ReconcileRun run, FoundRoles found)
    {
        var now = Generations(session, run.IntegrationKey);
        var open = AccessDetailStatements.OpenOf(session, found.Kind, found.Roles.Keys).Where(d => d.Had is not null).ToLookup(d => d.SubjectKey);
        foreach (var (subject, roles) in found.Roles)
        {
            var known = open[subject].Select(d => d.LookerId).ToHashSet();
            foreach (var role in roles.Where(r => IsCertain(r.Id) && !known.Contains(r.Id)))
            {
                yield return Change(subject, role.Id, role.Name, isGiven: true);
            }

            foreach (var gone in open[subject].Where(d => IsCertain(d.LookerId) && roles.All(r => r.Id != d.LookerId)))
            {
                yield return Change(subject, gone.LookerId, gone.Name, isGiven: false);
            }
        }

        bool IsCertain(string role) => now.GetValueOrDefault(role) >= 0 && now.GetValueOrDefault(role) == found.Generations.GetValueOrDefault(role);

        AccessChange.Detail Change(long subject, string role, string name, bool isGiven) => new(
            new DetailPart(found.Kind, subject, role), run.OrganizationKey, run.IntegrationKey, name, null, DetailValue.Given(isGiven), AccessSource.ByHand, null);
    }
}
