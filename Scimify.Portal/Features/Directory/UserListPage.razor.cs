using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.People.Views;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Directory;

public sealed partial class UserListPage : DataPage<UserList>
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

    private SortedRequest Part => SortedRequest.Of(Sort, DirectoryQuery.UserSorts, After, Before, Size);

    private DirectoryFilter Filter => FilterOf(Text, SyncFilter, View);

    /// <summary>From the address of the page, or of its export.</summary>
    internal static DirectoryFilter FilterOf(string? text, string? state, string? view) => new(
        text,
        UrlState.Word<SyncState>(state),
        view switch { ListView.Active => true, ListView.Disabled => false, _ => null },
        view == ListView.Look);

    protected override ChangeTopics Watches => ChangeTopics.Directory;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => true;

    protected override async Task<UserList> QueryAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await Integrations.GetAsync(actor, Id, ct);
        var users = await Query.UsersAsync(integration.Key, Filter, Part, ct);
        return new UserList(integration, users, await Query.UserViewsAsync(integration.Key, ct));
    }

    protected override async Task ArrivedAsync(Actor actor, UserList value, CancellationToken ct)
    {
        _selected.Keep(value.Users.Items.Select(row => row.Id));
        _saved = await SavedViews.ListAsync(actor, "users", ct);
    }

    private IEnumerable<(Guid Id, SyncState State)> Selected(UserList list) => list.Users.Items.Where(row => _selected.Has(row.Id)).Select(row => (row.Id, row.Sync));

    private async Task RetryAsync(IReadOnlyList<Guid> ids)
    {
        await Retry.RunAsync(Value!.Integration.Key, ids, "person", "people", Leaving);
        _selected.Clear();
        await ReloadAsync();
    }
}

public sealed record UserList(IntegrationView Integration, SortedPage<UserRow> Users, UserViews Views)
{
    public IReadOnlyList<ListView> Tabs =>
    [
        new(null, "Everybody", Views.All), new(ListView.Active, "Active", Views.Active), new(ListView.Disabled, "Disabled", Views.Disabled), new(ListView.Look, "Needs a look", Views.NeedLook),
    ];
}
