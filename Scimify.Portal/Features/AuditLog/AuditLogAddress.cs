using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.AuditLog;

/// <summary>The filters in the address of the page, which are those of its export. Null means any.</summary>
/// <param name="About">The first word of actions, such as <c>token</c>.</param>
/// <param name="From">With <paramref name="To"/>, in place of a period.</param>
/// <param name="By">The kind of who did it, such as <c>api</c>.</param>
public sealed record AuditLogAddress(string? Period, string? About, string? By, string? Text, string? From, string? To)
{
    internal static AuditLogAddress Of(HttpContext context) => new(context.Filter("period"), context.Filter("about"), context.Filter("by"), context.Filter("q"), context.Filter("from"), context.Filter("to"));

    public AuditLogFilter ToFilter(TimeProvider clock) =>
        new()
        {
            From = Times.OfKey(From) ?? Shared.Logs.Period.Of(Period).Since(clock),
            To = Times.OfKey(To),
            Action = About is null ? null : About + ".*",
            ActorKind = By,
            Text = Text,
        };
}
