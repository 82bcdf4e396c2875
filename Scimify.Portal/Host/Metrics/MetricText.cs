using System.Globalization;
using System.Text;

namespace Scimify.Portal.Host.Metrics;

/// <summary>Prometheus text exposition format 0.0.4: the help and type of a family once, then its samples.</summary>
public sealed class MetricText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    public MetricText Gauge(string name, string help) => Family(name, help, "gauge");

    public MetricText Counter(string name, string help) => Family(name, help, "counter");

    public MetricText Histogram(string name, string help) => Family(name, help, "histogram");

    /// <param name="labels">Names and values.</param>
    public MetricText Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        var mark = '{';
        foreach (var (label, text) in labels)
        {
            _text.Append(mark).Append(label).Append("=\"").Append(Escaped(text)).Append('"');
            mark = ',';
        }

        _text.Append(mark == ',' ? "} " : " ").Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();

    private MetricText Family(string name, string help, string type)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    private static string Escaped(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
