using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Scimify.Core.Persistence.Database;

namespace Scimify.Portal.Shared.Exports;

/// <summary>Notes an export in the audit log, and writes it while it is read.</summary>
public sealed class Exporter(ScimifyDatabase database, ReadTurns turns, TimeProvider clock)
{
    /// <summary>
    /// Answers with the export. What refuses it refuses before the first byte. A failure later cuts the answer off, so that nobody
    /// takes a part for the whole.
    /// </summary>
    public async Task AnswerAsync<T>(HttpContext context, ExportFormat format, Export<T> export)
        where T : notnull
    {
        var ct = context.RequestAborted;
        await using var parts = turns.EachAsync(export.Actor.OrganizationKey, export.Parts).GetAsyncEnumerator(ct);
        var some = await parts.MoveNextAsync();
        await NoteAsync(export, format, ct);

        var response = context.Response;
        response.ContentType = $"{format.MediaType}; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(export, format, clock.GetUtcNow())}\"";
        response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await foreach (var lines in ExportText.LinesAsync(Following(parts, some), format, ct))
        {
            await response.WriteAsync(lines.Text, ct);
        }
    }

    /// <summary>Writes the export to standard output.</summary>
    public async Task WriteAsync<T>(TextWriter output, ExportFormat format, Export<T> export, CancellationToken ct)
        where T : notnull
    {
        await NoteAsync(export, format, ct);
        await foreach (var lines in ExportText.LinesAsync(export.Parts, format, ct))
        {
            await output.WriteAsync(lines.Text.AsMemory(), ct);
        }
    }

    private static string FileName<T>(Export<T> export, ExportFormat format, DateTimeOffset now)
        where T : notnull =>
        string.Create(CultureInfo.InvariantCulture, $"{export.FileName}-{now:yyyy-MM-dd}.{format.Name}");

    private Task NoteAsync<T>(Export<T> export, ExportFormat format, CancellationToken ct)
        where T : notnull =>
        database.WriteAsync(writer => writer.AppendAudit(export.Audit(clock.GetUtcNow(), format)), ct);

    private static async IAsyncEnumerable<IReadOnlyList<T>> Following<T>(IAsyncEnumerator<IReadOnlyList<T>> parts, bool some)
    {
        for (; some; some = await parts.MoveNextAsync())
        {
            yield return parts.Current;
        }
    }
}
