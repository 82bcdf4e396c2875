using System.Globalization;

namespace Scimify.Tests.Benchmarks;

/// <summary>The sizes of the benchmarks, from environment variables named <c>SCIMIFY_BENCH_</c> and the size.</summary>
internal static class BenchSettings
{
    public static int Of(string name, int otherwise) =>
        Environment.GetEnvironmentVariable("SCIMIFY_BENCH_" + name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>One metric without labels from the text of <c>/metrics</c>.</summary>
    public static double Metric(string text, string name) => double.Parse(
        text.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ')[^1], CultureInfo.InvariantCulture);
}
