using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Adoption;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Looker's users and groups, as a comparison that keeps an inventory reads them.</summary>
internal static class InventoryStatements
{
    public static void Record(WriteSession session, InventoryItem item)
    {
        session.ConcernIntegration(item.IntegrationKey);
        session.Execute(
            """
            INSERT INTO looker_inventory (integration_key, is_group, looker_id, name, name_norm, email, email_norm, traits, members, run_key)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)
            ON CONFLICT (integration_key, is_group, looker_id) DO UPDATE SET name = excluded.name, name_norm = excluded.name_norm, email = excluded.email,
                email_norm = excluded.email_norm, traits = excluded.traits, members = excluded.members, run_key = excluded.run_key
            """,
            item.IntegrationKey, item.IsGroup ? 1 : 0, item.LookerId, item.Name, item.NameNorm, item.Email, item.EmailNorm, (int)item.Traits, item.Members, item.RunKey);
    }
}
