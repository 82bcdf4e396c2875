using System.Runtime.CompilerServices;
using System.Text.Json;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Shared.Exports;

/// <summary>Some lines of an export.</summary>
/// <param name="Rows">How many rows they hold. The line with the names of the columns is none.</param>
public readonly record struct ExportText(string Text, int Rows)
{
    /// <summary>The lines of an export, a part of them at a time.</summary>
    public static async IAsyncEnumerable<ExportText> LinesAsync<T>(
        IAsyncEnumerable<IReadOnlyList<T>> parts, ExportFormat format, [EnumeratorCancellation] CancellationToken ct)
        where T : notnull
    {
        if (format == ExportFormat.Csv)
        {
            yield return new(Csv.Line(ApiJson.Options.GetTypeInfo(typeof(T)).Properties.Select(property => property.Name)), 0);
        }

        await foreach (var rows in parts.WithCancellation(ct))
        {
            yield return new(
                string.Concat(rows.Select(row => format == ExportFormat.Csv
                    ? Csv.Line(JsonSerializer.SerializeToElement(row, ApiJson.Options))
                    : JsonSerializer.Serialize(row, ApiJson.Options) + '\n')),
                rows.Count);
        }
    }
}
