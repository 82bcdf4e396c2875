using System.Globalization;
using Microsoft.AspNetCore.Components;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Overview;

/// <summary>The chart, its legend with sums, and the same numbers as a table.</summary>
public sealed partial class WriteChartView : ComponentBase
{
    private const int Lines = 4;

    [Parameter, EditorRequired] public required WriteChart Chart { get; set; }

    [Inject] public required ConsoleSession Session { get; init; }

    private IReadOnlyList<ChartPoint> Points => [.. Chart.Bars.Select(b => new ChartPoint(Label(b.From), b.Applied, b.Waiting, b.Refused))];

    private string Summary =>
        $"SCIM writes in the last {Chart.Span.Text}: {Chart.Applied:N0} applied, {Chart.Waiting:N0} waiting, {Chart.Refused:N0} failed or refused. The table below has every bar.";

    /// <summary>A whole number, so that the axis counts writes.</summary>
    private double Step => RoundStep(Chart.Bars.Max(b => b.Applied + b.Waiting + b.Refused) / (double)Lines);

    /// <summary>The next of 1, 2, 5, 10, 20, 50, ...</summary>
    private static double RoundStep(double least)
    {
        var decade = 1.0;
        while (true)
        {
            foreach (var step in new[] { decade, 2 * decade, 5 * decade })
            {
                if (step >= least)
                {
                    return step;
                }
            }

            decade *= 10;
        }
    }

    /// <summary>Labels every fourth hour or sixth day. Otherwise the chart would let labels run into each other.</summary>
    private string Thinned(object label)
    {
        var index = Points.ToList().FindIndex(p => p.Label.Equals(label));
        return index % (Chart.Span == ChartSpan.Day ? 4 : 6) == 0 ? (string)label : "";
    }

    // Days start at midnight UTC, whatever the viewer's time zone. Hours are shown in the viewer's.
    private string Label(DateTimeOffset from) => Chart.Span == ChartSpan.Day
        ? TimeZoneInfo.ConvertTime(from, Session.Zone).ToString("HH:mm", CultureInfo.InvariantCulture)
        : from.ToString("d MMM", CultureInfo.InvariantCulture);

    private sealed record ChartPoint(string Label, double Applied, double Waiting, double Refused);
}
