using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>What happened to a leaver's access, according to the log of calls to Looker.</summary>
/// <param name="AskedAt">When the identity provider asked for it.</param>
/// <param name="EndedAt">When Looker had disabled or deleted the account; null if not yet.</param>
/// <param name="Sessions">How many browser sessions were ended.</param>
/// <param name="ApiKeys">How many API keys were removed.</param>
/// <param name="Groups">How many groups were left.</param>
/// <param name="Refusals">How many calls Looker refused after the account was disabled. What they should have ended is still open.</param>
public sealed record LeaveReceipt(DateTimeOffset AskedAt, DateTimeOffset? EndedAt, int Sessions, int ApiKeys, int Groups, int Refusals)
{
    private static readonly string[] Ending = ["update_user", "delete_user"];
    private static readonly string[] After = ["all_user_sessions", "delete_user_session", "all_user_credentials_api3s", "delete_user_credentials_api3"];

    public TimeSpan? Took => EndedAt - AskedAt;

    /// <returns>Null for a write that took nobody's access.</returns>
    public static async Task<LeaveReceipt?> OfAsync(ProvisioningEntry entry, IQueryable<LookerEffect> effects, CancellationToken ct)
    {
        if (entry is not { ResourceType: "User", Status: < 400, Action: ProvisioningAction.Disable or ProvisioningAction.Delete })
        {
            return null;
        }

        var done = await effects.Where(e => e.Status >= 200 && e.Status < 300).GroupBy(e => e.Operation)
            .Select(g => new { Operation = g.Key, Count = g.Count(), First = g.Min(e => e.At) }).ToListAsync(ct);
        var refusals = await effects.CountAsync(e => e.Status >= 400 && e.Status < 500 && e.Status != 404 && e.Status != 429 && After.Contains(e.Operation), ct);
        var ended = done.Where(d => Ending.Contains(d.Operation)).Select(d => (DateTimeOffset?)d.First).Min();
        return new(entry.At, ended, Of("delete_user_session"), Of("delete_user_credentials_api3"), Of("delete_group_user"), refusals);

        int Of(string operation) => done.Where(d => d.Operation == operation).Sum(d => d.Count);
    }
}
