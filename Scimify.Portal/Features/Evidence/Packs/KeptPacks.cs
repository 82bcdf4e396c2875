using System.Text.RegularExpressions;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Features.Evidence.Packs;

/// <summary>The packs that were made by schedule, in a folder for each organization. Whoever runs the server moves them on or deletes them.</summary>
public sealed partial class KeptPacks(EvidenceSettings settings, ScimifyDatabase database, TimeProvider clock)
{
    /// <summary>Newest first.</summary>
    /// <exception cref="ForbiddenException">The role may not read logs.</exception>
    public IReadOnlyList<KeptPack> List(Actor actor)
    {
        actor.Require(Permission.ReadLogs);
        var folder = new DirectoryInfo(FolderOf(actor.OrganizationId));
        return folder.Exists
            ? [.. folder.EnumerateFiles().Where(file => FileName().IsMatch(file.Name)).Select(file => new KeptPack(file.Name, file.Length, file.LastWriteTimeUtc)).OrderByDescending(pack => pack.Name, StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Notes in the audit log that the pack leaves the building, and opens it.</summary>
    /// <exception cref="ForbiddenException">The role may not read logs.</exception>
    /// <exception cref="NotFoundException">The organization has no such pack.</exception>
    public async Task<FileStream> OpenAsync(Actor actor, string name, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        if (!FileName().IsMatch(name) || PathOf(actor.OrganizationId, name) is var path && !File.Exists(path))
        {
            throw new NotFoundException("There is no such evidence pack.");
        }

        var entry = actor.Audit(clock.GetUtcNow(), "export.create", PackWriter.Subject(), after: new { format = "zip", file = name });
        await database.WriteAsync(writer => writer.AppendAudit(entry), ct);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
    }

    internal string FolderOf(Guid organization) => Path.Combine(settings.Folder, organization.ToString("D"));

    internal string PathOf(Guid organization, string name) => Path.Combine(FolderOf(organization), name);

    internal static string NameOf(FinishedPeriod period) => $"scimify-evidence-{period.Name}.zip";

    [GeneratedRegex("^scimify-evidence-[0-9]{4}-([0-9]{2}|Q[1-4])\\.zip$")]
    private static partial Regex FileName();
}

/// <param name="Name">The name of its file, with its period.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="MadeAt">When it was finished.</param>
public sealed record KeptPack(string Name, long Bytes, DateTimeOffset MadeAt);
