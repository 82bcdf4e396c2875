namespace Scimify.Portal.Shared.Exports;

/// <summary>The form of an export.</summary>
/// <param name="Name">In addresses of the console, on the command line, and as the ending of a file's name.</param>
/// <param name="MediaType">In the headers <c>Accept</c> and <c>Content-Type</c>.</param>
public sealed record ExportFormat(string Name, string MediaType)
{
    /// <summary>For spreadsheets. The first line names the columns.</summary>
    public static readonly ExportFormat Csv = new("csv", "text/csv");

    /// <summary>For programs: one JSON object a line.</summary>
    public static readonly ExportFormat JsonLines = new("jsonl", "application/jsonl");

    public static readonly IReadOnlyList<ExportFormat> All = [Csv, JsonLines];

    /// <returns>Null if there is no such format.</returns>
    public static ExportFormat? Find(string? name) => All.FirstOrDefault(format => format.Name == name);

    /// <summary>What a caller of the REST API asks for.</summary>
    /// <returns>Null if it wants pages.</returns>
    public static ExportFormat? Accepted(HttpRequest request) => All.FirstOrDefault(format => request.GetTypedHeaders().Accept
        .Any(accepted => accepted.MediaType.Equals(format.MediaType, StringComparison.OrdinalIgnoreCase)));
}
