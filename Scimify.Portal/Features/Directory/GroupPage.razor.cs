using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

public sealed partial class GroupPage : DataPage<GroupDetails>
{
    private RetryMessage? _message;

    [Inject] public required GroupQuery Groups { get; init; }

    [Inject] public required IResync Resync { get; init; }

    [Parameter] public Guid Id { get; set; }

    [Parameter] public Guid ScimId { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    /// <summary>The time of a "Try again" whose steps are shown, in Unix milliseconds.</summary>
    [SupplyParameterFromQuery] public long? Steps { get; set; }

    private PageRequest Part => PageRequest.Of(Page, GroupQuery.PageSize);

    protected override ChangeTopics Watches => ChangeTopics.Directory | ChangeTopics.Log | ChangeTopics.Held | ChangeTopics.Drift | ChangeTopics.Mappings;

    protected override Guid? WatchedIntegration => Id;

    protected override Task<GroupDetails> QueryAsync(Actor actor, CancellationToken ct) => Groups.RunAsync(actor, Id, ScimId, Part, Steps, ct);

    private static bool IsMoving(GroupDetails value) => value.Sync.State == SyncState.Pending || value.Members.Any(m => m.Sync == SyncState.Pending);

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

    private static Crumb[] Trail(GroupDetails group) =>
    [
        new(group.Integration.Name, $"integrations/{group.Integration.Id}", HealthLook.Of(group.Integration.Health, group.Integration.Mode).Tone),
        new("Groups", $"integrations/{group.Integration.Id}/groups"),
    ];
}
