using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Statements on the log of calls to Looker.</summary>
internal static class LookerEffectStatements
{
    public static void Append(WriteSession session, IReadOnlyList<LookerEffect> effects)
    {
        foreach (var effect in effects)
        {
            session.Run(
                """
                INSERT INTO looker_effects (organization_key, integration_key, at, duration_ms, request_id, resource_type, scim_id, name,
                    operation, request, facets, status, attempt, detail)
                VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13)
                """,
                effect.OrganizationKey,
                effect.IntegrationKey,
                effect.At.ToUnixTimeMilliseconds(),
                effect.DurationMs,
                effect.RequestId?.ToString("D"),
                effect.ResourceType,
                effect.ScimId.ToString("D"),
                effect.Name,
                effect.Operation,
                effect.Request,
                (int)effect.Facets,
                effect.Status,
                effect.Attempt,
                effect.Detail);
            session.CountCalls(effect.IntegrationKey, LookerCallCount.MonthOf(effect.At), 1);
        }
    }
}
