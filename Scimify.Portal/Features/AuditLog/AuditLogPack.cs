using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.AuditLog;

/// <summary>The audit log in evidence packs.</summary>
internal sealed class AuditLogPack(AuditLogQuery log) : IPackSource
{
    public IEnumerable<PackFile> Files(PackScope scope) =>
        [PackFile.Of("audit-log", log.ToExport(scope.Actor, new AuditLogFilter { From = scope.From, To = scope.To }))];
}
