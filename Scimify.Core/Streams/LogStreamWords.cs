using Scimify.Core.Requests;

namespace Scimify.Core.Streams;

/// <summary>The names of the logs in the REST API.</summary>
public static class LogStreamWords
{
    public static string[] Logs { get; } = ["provisioning", "audit"];

    public static IReadOnlyList<string> Of(StreamedLogs logs) =>
        [.. Logs.Where((_, i) => logs.HasFlag(i == 0 ? StreamedLogs.Provisioning : StreamedLogs.Audit))];

    /// <param name="names">Null for both.</param>
    /// <exception cref="ValidationFailedException"><c>logs</c>: the list is empty, or has an unknown name.</exception>
    public static StreamedLogs Parse(IReadOnlyCollection<string>? names) =>
        names is null ? StreamedLogs.Both
        : names.Count == 0 || names.Any(name => !Logs.Contains(name)) ? throw ValidationFailedException.Of("logs", $"must be one or both of {string.Join(" and ", Logs)}.")
        : names.Aggregate(StreamedLogs.None, (logs, name) => logs | (name == Logs[0] ? StreamedLogs.Provisioning : StreamedLogs.Audit));
}
