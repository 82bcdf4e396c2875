using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.People.Views;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Directory;

public sealed partial class GroupListPage : DataPage<GroupList>
{
    private readonly RowSelection _selected = new();
    private IReadOnlyList<SavedView> _saved = [];

    [Inject] public required DirectoryQuery Query { get; init; }

    [Inject] public required DirectoryRetry Retry { get; init; }

    [Inject] public required SavedViewService SavedViews { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? SyncFilter { get; set; }

    /// <summary>One of <see cref="ListView"/>.</summary>
    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public string? Sort { get; set; }

    [SupplyParameterFromQuery] public string? After { get; set; }

    [SupplyParameterFromQuery] public string? Before { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private SortedRequest Part => SortedRequest.Of(Sort, DirectoryQuery.GroupSorts, After, Before, Size);

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
        var groups = await Query.GroupsAsync(integration.Key, Filter, Part, ct);
        return new GroupList(integration, groups, status.Groups, await Query.GroupsToLookAtAsync(integration.Key, ct));
    }

    protected override async Task ArrivedAsync(Actor actor, GroupList value, CancellationToken ct)
    {
        _selected.Keep(value.Groups.Items.Select(row => row.Id));
        _saved = await SavedViews.ListAsync(actor, "groups", ct);
    }

    private IEnumerable<(Guid Id, SyncState State)> Selected(GroupList list) => list.Groups.Items.Where(row => _selected.Has(row.Id))
        .Select(row => (row.Id, row.Sync == SyncState.Applied && row.UnsettledMembers > 0 ? SyncState.Pending : row.Sync));

    private async Task RetryAsync(IReadOnlyList<Guid> ids)
    {
        await Retry.RunAsync(Value!.Integration.Key, ids, "group", "groups", Leaving);
        _selected.Clear();
        await ReloadAsync();
    }
}

public sealed record GroupList(IntegrationView Integration, SortedPage<GroupRow> Groups, long All, long NeedLook)
{
    public IReadOnlyList<ListView> Tabs => [new(null, "All", All), new(ListView.Look, "Needs a look", NeedLook)];
}
