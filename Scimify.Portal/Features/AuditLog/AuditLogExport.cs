using Scimify.Core.People;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.AuditLog;

/// <summary>The audit log for console, REST API and command line.</summary>
internal static class AuditLogExport
{
    public static Export<AuditLogResource> ToExport(this AuditLogQuery log, Actor actor, AuditLogFilter filter) => new(
        actor, "Audit log", "audit-log", filter, ExportParts.ByCursorAsync((part, ct) => log.RunAsync(actor, filter, part, ct)).Select(AuditLogResource.Of));
}
