using Microsoft.AspNetCore.Components;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Portal.Shared.Logs;
using Scimify.Portal.Shared.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.AuditLog;

public sealed partial class AuditEntryPage : DataPage<AuditEntry>
{
    private static readonly Crumb[] Trail = [new("Audit log", "audit-log")];

    private PersonNames _names = PersonNames.None;

    [Inject] public required AuditLogQuery Log { get; init; }

    [Inject] public required PersonNamesQuery Names { get; init; }

    [Parameter] public Guid Id { get; set; }

    protected override Task<AuditEntry> QueryAsync(Actor actor, CancellationToken ct) => Log.FindAsync(actor, Id, ct);

    protected override async Task ArrivedAsync(Actor actor, AuditEntry value, CancellationToken ct) => _names = await Names.RunAsync(actor, ct);

    private static IReadOnlyList<DiffRow> Diff(AuditEntry entry) => JsonDiff.Of(entry.Before, entry.After);

    private static string Heading(AuditEntry entry) => (entry.Before, entry.After) switch
    {
        (null, not null) => "Values as they were set",
        (not null, null) => "Values as they were",
        _ => "Before and after",
    };
}
