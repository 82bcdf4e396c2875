using System.Globalization;
using Microsoft.AspNetCore.Components;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Overview;

/// <summary>Stacked bars, each of which leads to the log of its time, and the same numbers as a table.</summary>
public sealed partial class WriteChartView : ComponentBase
{
    private const int Lines = 2;
    private const int Width = 760;
    private const int Left = 34;
    private const double Top = 8;
    private const double Bottom = 168;
    private const double Gap = 1;

    [Parameter, EditorRequired] public required WriteChart Chart { get; set; }

    [Inject] public required ConsoleSession Session { get; init; }

    private string Summary =>
        $"SCIM writes in the last {Chart.Span.Text}: {Chart.Applied:N0} applied, {Chart.Waiting:N0} held or pending, {Chart.Failed:N0} failed, {Chart.Refused:N0} refused. The table below has every bar.";

    private double Slot => (Width - Left) / (double)Chart.Bars.Count;

    private double BarWidth => Slot * 0.68;

    private int LabelEvery => Chart.Bars.Count > 24 ? 6 : 4;

    /// <summary>A whole number, so that the axis counts writes.</summary>
    private double Step => RoundStep(Chart.Bars.Max(bar => bar.Total) / (double)Lines);

    private double X(int bar) => Left + (bar * Slot) + ((Slot - BarWidth) / 2);

    private double Y(double writes) => Bottom - (writes / (Step * Lines) * (Bottom - Top));

    /// <summary>From the bottom up. What is not zero has at least the height of a line.</summary>
    private IEnumerable<(string Class, double Y, double Height)> Parts(WriteBar bar)
    {
        var bottom = Bottom;
        foreach (var (look, writes) in bar.Parts)
        {
            if (writes > 0)
            {
                var height = Math.Max(Bottom - Y(writes) - Gap, 1.5);
                yield return (look, bottom - height, height);
                bottom -= height + Gap;
            }
        }
    }

    private string Says(WriteBar bar) => $"{Label(bar.From)}: {bar.Words}";

    private string Href(WriteBar bar) => $"provisioning-log?from={Times.Key(bar.From)}&to={Times.Key(bar.From + Chart.Span.Step)}";

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

    // Days start at midnight UTC, whatever the viewer's time zone. Hours are shown in the viewer's.
    private string Label(DateTimeOffset from) => Chart.Span == ChartSpan.Day
        ? TimeZoneInfo.ConvertTime(from, Session.Zone).ToString("HH:mm", CultureInfo.InvariantCulture)
        : from.ToString("d MMM", CultureInfo.InvariantCulture);

    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
