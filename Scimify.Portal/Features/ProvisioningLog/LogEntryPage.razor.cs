using Microsoft.AspNetCore.Components;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.ProvisioningLog;

public sealed partial class LogEntryPage : DataPage<LogEntryView>
{
    private static readonly Crumb[] Trail = [new("Provisioning log", "/provisioning-log")];

    [Inject] public required LogEntryQuery Entries { get; init; }

    [Parameter] public Guid RequestId { get; set; }

    protected override Task<LogEntryView> QueryAsync(Actor actor, CancellationToken ct) => Entries.RunAsync(actor, RequestId, ct);

    protected override bool IsMoving(LogEntryView value) => value.Outcome.Key == Outcome.Waiting && value.Entry.Sync == SyncState.Pending;

    private static string Title(ProvisioningEntry entry) =>
        string.Join(' ', new[] { ActionName.Of(entry.Action), entry.ResourceType is { } type ? LetterCase.Lower(type) : null, entry.Name }.Where(part => part is not null));

    private static string NoCallText(LogEntryView view) => view.Outcome.Key switch
    {
        Outcome.Refused => "The request was refused before Looker was concerned.",
        Outcome.Applied => "Looker had it already: there was nothing to change.",
        _ => "Nothing has been sent yet.",
    };
}
