using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Two moments, and the part of a list of what differs between them, newest first.</summary>
public abstract record SpanInput
{
    [Description("The first moment. Default: 90 days before the second.")]
    public DateTimeOffset? From { get; init; }

    [Description("The second moment. Default: now. Not in the future.")]
    public DateTimeOffset? To { get; init; }

    [Description("The nextCursor of the previous answer.")]
    public string? Cursor { get; init; }

    [Description("Items in one answer. Default: 50.")]
    [Range(1, PageRequest.MaxSize)]
    public int? PageSize { get; init; }

    /// <exception cref="ValidationFailedException">It is not a cursor of this list.</exception>
    public SortedRequest Part(TableSort order)
    {
        var place = Cursor is null ? null : SortCursor.Parse(Cursor, order.ToString()) ?? throw ValidationFailedException.Of("cursor", "must be the nextCursor of the previous answer.");
        return new(order, place, Backwards: false, PageSize ?? PageRequest.DefaultSize);
    }

    /// <exception cref="ValidationFailedException">A moment is in the future, or the first is not before the second.</exception>
    protected (DateTimeOffset From, DateTimeOffset To) Span(TimeProvider clock)
    {
        var to = EvidenceTime.Require("to", To, clock.GetUtcNow());
        return From >= to ? throw ValidationFailedException.Of("from", "must be before to.") : (From ?? AccessChangeAddress.DefaultFrom(to), to);
    }
}
