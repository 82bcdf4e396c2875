using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Features.Evidence.Packs;

/// <summary>
/// Makes the pack of the last month or quarter for each organization that was there, once. A pack that is not finished has another name,
/// so that nobody takes it for a whole one, and is made again.
/// </summary>
internal sealed partial class PackSchedule(
    EvidenceSettings settings, KeptPacks kept, PackWriter packs, IDbContextFactory<ScimifyContext> contexts, TimeProvider clock, ILogger<PackSchedule> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken ct)
    {
        if (settings.Every is not { } interval)
        {
            return;
        }

        var period = FinishedPeriod.Before(clock.GetUtcNow(), interval);
        await using var db = await contexts.CreateDbContextAsync(ct);
        foreach (var organization in await db.Organizations.Where(o => o.CreatedAt < period.To).OrderBy(o => o.Key).ToListAsync(ct))
        {
            var path = kept.PathOf(organization.Id, KeptPacks.NameOf(period));
            if (File.Exists(path))
            {
                continue;
            }

            try
            {
                // What keeps one organization's pack from being made does not keep the others'.
                await MakeAsync(new Actor("system", null, "schedule", organization.Key, organization.Id, PortalRole.Owner, null), period, path, ct);
                Made(logger, organization.Id, period.Name);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                NotMade(logger, organization.Id, period.Name, e);
            }
        }
    }

    private async Task MakeAsync(Actor actor, FinishedPeriod period, string path, CancellationToken ct)
    {
        new FileInfo(path).Directory!.Create();
        var part = path + ".part";

        // Whoever else makes it has the file open, and this fails.
        await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            if (File.Exists(path))
            {
                File.Delete(part);
                return;
            }

            var write = await packs.BeginAsync(actor, period.From, period.To, ct);
            await write(file, ct);
            await file.FlushAsync(ct);
            file.Flush(flushToDisk: true);
        }

        File.Move(part, path);
    }

    [LoggerMessage(2271, LogLevel.Information, "The evidence pack {Period} of organization {Organization} is made")]
    private static partial void Made(ILogger logger, Guid organization, string period);

    [LoggerMessage(2272, LogLevel.Warning, "The evidence pack {Period} of organization {Organization} could not be written; it is tried again within an hour")]
    private static partial void NotMade(ILogger logger, Guid organization, string period, Exception e);
}
