using Scimify.Core.Sync;

namespace Scimify.Portal.Shared.Logs;

/// <summary>A call to Looker as a line of a table.</summary>
public sealed record EffectRow(
    long Key, DateTimeOffset At, double DurationMs, string Operation, string Request, int? Status, int Attempt, string Name, string? Detail)
{
    /// <summary>The parts of the resource that it served.</summary>
    public Facets Facets { get; init; }

    public bool IsGroup { get; init; }

    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>A look-up that found nothing, which is an answer like any other.</summary>
    public bool FoundNothing => Status == 404 && Request.StartsWith("GET ", StringComparison.Ordinal);
}
