using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

public sealed partial class UserListPage : DataPage<UserList>
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
        return new UserList(integration, await Query.UsersAsync(integration.Key, Filter, Part, ct), await Query.UserViewsAsync(integration.Key, ct));
    }
}

public sealed record UserList(IntegrationView Integration, ResultPage<UserRow> Users, UserViews Views)
{
    public IReadOnlyList<ListView> Tabs =>
    [
        new(null, "Everybody", Views.All), new(ListView.Active, "Active", Views.Active), new(ListView.Disabled, "Disabled", Views.Disabled), new(ListView.Look, "Needs a look", Views.NeedLook),
    ];
}
