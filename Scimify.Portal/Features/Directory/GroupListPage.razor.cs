using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

public sealed partial class GroupListPage : DataPage<GroupList>
{
    [Inject] public required GroupListQuery Groups { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? SyncFilter { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    private int PageNumber => UrlState.PageNumber(Page);

    private DirectoryFilter Filter => new(Text, SyncFilter, PageNumber);

    protected override Task<GroupList> QueryAsync(Actor actor, CancellationToken ct) => Groups.RunAsync(actor, Id, Filter, ct);

    protected override bool IsMoving(GroupList value) =>
        value.Rows.Any(r => r.Sync == SyncState.Pending || r.HasPendingMembers) || (value.Total == 0 && !Filter.IsAny);
}
