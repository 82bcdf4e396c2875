using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.ProvisioningLog;

public sealed partial class LogEntryPage : DataPage<LogEntryView>
{
    private static readonly Crumb[] Trail = [new("Provisioning log", "provisioning-log")];

    [Inject] public required LogEntryQuery Entries { get; init; }

    [Parameter] public Guid RequestId { get; set; }

    protected override ChangeTopics Watches => ChangeTopics.Log;

    protected override Task<LogEntryView> QueryAsync(Actor actor, CancellationToken ct) => Entries.RunAsync(actor, RequestId, ct);
}
