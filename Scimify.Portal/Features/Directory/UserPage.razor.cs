using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Requests;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

public sealed partial class UserPage : DataPage<UserDetails>
{
    private RetryMessage? _message;

    [Inject] public required UserQuery Users { get; init; }

    [Inject] public required IResync Resync { get; init; }

    [Inject] public required DriftService Drift { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter] public Guid Id { get; set; }

    [Parameter] public Guid ScimId { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    /// <summary>The time of a "Try again" whose steps are shown, in Unix milliseconds.</summary>
    [SupplyParameterFromQuery] public long? Steps { get; set; }

    private PageRequest Part => PageRequest.Of(Page, UserQuery.PageSize);

    private bool MayRetry => May(Permission.ManageDirectory) && Value!.Sync.State != SyncState.Unforwardable;

    protected override ChangeTopics Watches => ChangeTopics.Directory | ChangeTopics.Log | ChangeTopics.Held | ChangeTopics.Drift;

    protected override Guid? WatchedIntegration => Id;

    protected override Task<UserDetails> QueryAsync(Actor actor, CancellationToken ct) => Users.RunAsync(actor, Id, ScimId, Part, Steps, ct);

    private static bool IsMoving(UserDetails value) => value.Sync.State == SyncState.Pending || value.Groups.Any(g => g.Sync == SyncState.Pending);

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

    private Task AcceptAsync(DriftItem item) => DecideAsync(item, Drift.AcceptAsync, "Looker keeps it.");

    private Task RepairAsync(DriftItem item) => DecideAsync(item, Drift.RepairAsync, "It is on its way to Looker.");

    private async Task DecideAsync(DriftItem item, Func<Actor, IntegrationView, Guid, CancellationToken, Task<DriftItem>> what, string done)
    {
        try
        {
            await what(await Session.ActorAsync(), Value!.Integration, item.Id, Leaving);
            Toasts.Done(done);
        }
        catch (RequestException e)
        {
            Toasts.Failed(e.Message);
        }

        Session.Tell();
        await ReloadAsync();
    }

    private static string Lead(UserDetails user) => user.LookerEmail is null ? $"{user.UserName} · no e-mail address that Looker could use"
        : user.LookerEmail == user.UserName || user.Display == user.UserName ? user.LookerEmail : $"{user.UserName} · {user.LookerEmail}";

    private static string FirstName(UserDetails user) => user.Display.Split(' ', '@')[0];

    private static Crumb[] Trail(UserDetails user) =>
    [
        new(user.Integration.Name, $"integrations/{user.Integration.Id}", HealthLook.Of(user.Integration.Health, user.Integration.Mode).Tone),
        new("Users", $"integrations/{user.Integration.Id}/users"),
    ];
}
