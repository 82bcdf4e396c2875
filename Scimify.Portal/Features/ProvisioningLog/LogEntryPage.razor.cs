using Microsoft.AspNetCore.Components;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

public sealed partial class LogEntryPage : DataPage<LogEntryView>
{
    private static readonly Crumb[] Trail = [new("Provisioning log", "provisioning-log")];

    [Inject] public required LogEntryQuery Entries { get; init; }

    [Parameter] public Guid RequestId { get; set; }

    protected override Task<LogEntryView> QueryAsync(Actor actor, CancellationToken ct) => Entries.RunAsync(actor, RequestId, ct);

    protected override bool IsMoving(LogEntryView value) => value.Outcome.Key == WriteOutcome.Waiting && value.Entry.Sync == SyncState.Pending;

    private static string Title(ProvisioningEntry entry) =>
        string.Join(' ', new[] { ActionName.Of(entry.Action), entry.ResourceType is { } type ? LetterCase.Lower(type) : null, entry.Name }.Where(part => part is not null));

    private static string NoCallText(LogEntryView view) => view.Outcome.Key switch
    {
        WriteOutcome.Refused => "The request was refused before anything was sent to Looker.",
        WriteOutcome.Applied => "Looker had it already. There was nothing to change.",
        _ => "Nothing has been sent yet.",
    };
}
