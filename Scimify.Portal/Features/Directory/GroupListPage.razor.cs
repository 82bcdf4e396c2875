using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

public sealed partial class GroupListPage : DataPage<GroupList>
{
    [Inject] public required DirectoryQuery Query { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? SyncFilter { get; set; }

    /// <summary>One of <see cref="ListView"/>.</summary>
    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    private PageRequest Part => PageRequest.Of(Page);

    private DirectoryFilter Filter => FilterOf(Text, SyncFilter, View);

    /// <summary>From the address of the page, or of its export.</summary>
    internal static DirectoryFilter FilterOf(string? text, string? state, string? view) => new(text, UrlState.Word<SyncState>(state), NeedsLook: view == ListView.Look);

    protected override ChangeTopics Watches => ChangeTopics.Directory;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => true;

    protected override async Task<GroupList> QueryAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await Integrations.GetAsync(actor, Id, ct);
        var status = await Integrations.StatusAsync(actor, Id, ct);
        return new GroupList(integration, await Query.GroupsAsync(integration.Key, Filter, Part, ct), status.Groups, await Query.GroupsToLookAtAsync(integration.Key, ct));
    }
}

public sealed record GroupList(IntegrationView Integration, ResultPage<GroupRow> Groups, long All, long NeedLook)
{
    public IReadOnlyList<ListView> Tabs => [new(null, "All", All), new(ListView.Look, "Needs a look", NeedLook)];
}
