using System.Globalization;

namespace Scimify.Tests.Benchmarks;

/// <summary>Sizes of the benchmarks, from the environment: <c>SCIMIFY_BENCH_</c> and the name.</summary>
internal static class BenchSettings
{
    public static int Of(string name, int otherwise) =>
        Environment.GetEnvironmentVariable("SCIMIFY_BENCH_" + name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>One metric without labels, out of what <c>/metrics</c> answered.</summary>
    public static double Metric(string text, string name) => double.Parse(
        text.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ')[^1], CultureInfo.InvariantCulture);
}
