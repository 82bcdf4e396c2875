using Microsoft.AspNetCore.Components;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

public sealed partial class UserPage : DataPage<UserDetails>
{
    private RetryMessage? _message;

    [Inject] public required UserQuery Users { get; init; }

    [Inject] public required IResync Resync { get; init; }

    [Parameter] public Guid Id { get; set; }

    [Parameter] public Guid ScimId { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    /// <summary>The time of a "Try again" whose steps are shown, in Unix milliseconds.</summary>
    [SupplyParameterFromQuery] public long? Steps { get; set; }

    private PageRequest Part => PageRequest.Of(Page, UserQuery.PageSize);

    private bool MayRetry => May(Permission.ManageDirectory) && Value!.Sync.State != SyncState.Unforwardable;

    protected override Task<UserDetails> QueryAsync(Actor actor, CancellationToken ct) => Users.RunAsync(actor, Id, ScimId, Part, Steps, ct);

    protected override bool IsMoving(UserDetails value) => value.Sync.State == SyncState.Pending || value.Groups.Any(g => g.Sync == SyncState.Pending);

    private async Task RetryAsync()
    {
        var since = Clock.GetUtcNow();
        _message = await RetryMessage.OfAsync(Session, actor => Resync.ResyncAsync(actor, Value!.Integration.Key, ScimId, Leaving));
        if (_message.IsOnItsWay)
        {
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("steps", since.ToUnixTimeMilliseconds()), replace: true);
        }
        else
        {
            await ReloadAsync();
        }
    }

    private static Crumb[] Trail(UserDetails user) =>
    [
        new("Integrations", "integrations"),
        new(user.Integration.Name, $"integrations/{user.Integration.Id}"),
        new("Users", $"integrations/{user.Integration.Id}/users"),
    ];
}
