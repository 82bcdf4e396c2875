using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

public sealed partial class UserListPage : DataPage<UserList>
{
    [Inject] public required UserListQuery Users { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? SyncFilter { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    private int PageNumber => UrlState.PageNumber(Page);

    private DirectoryFilter Filter => new(Text, SyncFilter, PageNumber);

    protected override Task<UserList> QueryAsync(Actor actor, CancellationToken ct) => Users.RunAsync(actor, Id, Filter, ct);

    protected override bool IsMoving(UserList value) =>
        value.Rows.Any(r => r.Sync == SyncState.Pending) || (value.Total == 0 && !Filter.IsAny);
}
