using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;

namespace Scimify.Portal.Host.Background;

/// <summary>
/// Writes the end of each audit chain to the ordinary log, which is usually kept elsewhere. So it shows later if the database was
/// set back to an older state, or the chain was written again with the key.
/// </summary>
internal sealed partial class AuditHeadRound(ScimifyDatabase database, ILogger<AuditHeadRound> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var head in await AuditHeads.ReadAsync(database, ct))
        {
            LogHead(logger, head.Organization, head.Entries, head.Hash);
        }
    }

    [LoggerMessage(1405, LogLevel.Information, "The audit log of organization {Organization} has {Entries} entries and ends with the hash {Hash}")]
    private static partial void LogHead(ILogger logger, Guid organization, long entries, string hash);
}
