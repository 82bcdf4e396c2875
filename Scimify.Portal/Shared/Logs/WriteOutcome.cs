using Scimify.Core.Audit;
using Scimify.Core.Sync;

namespace Scimify.Portal.Shared.Logs;

/// <summary>The present outcome of a SCIM write: answered with an error, done in Looker, or still waiting.</summary>
public sealed record WriteOutcome(string Key, string Text, SyncLook Look)
{
    public const string Refused = "refused";
    public const string Applied = "applied";
    public const string Waiting = "waiting";
    public const string Failed = "failed";

    public static readonly string[] Names = [Applied, Waiting, Failed, Refused];

    public static readonly IReadOnlyList<(string Key, string Text)> Filters =
    [
        ("", "All outcomes"), (Applied, "Applied"), (Waiting, "Waiting"), (Failed, "Failed in Looker"), (Refused, "Refused"),
    ];

    public static WriteOutcome Of(int status, SyncState sync, bool settled)
    {
        if (status >= 400)
        {
            return new(Refused, "Refused", new("Refused", "bad", "x-circle", "The identity provider got an error; nothing was changed."));
        }

        if (settled || sync == SyncState.Applied)
        {
            return new(Applied, "Applied", SyncLook.Of(SyncState.Applied));
        }

        return new(sync == SyncState.Failed ? Failed : Waiting, SyncLook.Of(sync).Text, SyncLook.Of(sync));
    }

    /// <summary>The same distinction for a database.</summary>
    public static IQueryable<ProvisioningEntry> Where(IQueryable<ProvisioningEntry> log, string? outcome) => outcome switch
    {
        Refused => log.Where(e => e.Status >= 400),
        Applied => log.Where(e => e.Status < 400 && (e.Sync == SyncState.Applied || e.SettledAt != null)),
        Failed => log.Where(e => e.Status < 400 && e.Sync == SyncState.Failed && e.SettledAt == null),
        Waiting => log.Where(e => e.Status < 400 && e.Sync != SyncState.Applied && e.Sync != SyncState.Failed && e.SettledAt == null),
        _ => log,
    };
}
