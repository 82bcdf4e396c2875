using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Flow;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Features.Integrations;

/// <summary>The status of one integration.</summary>
public sealed partial class IntegrationPage : DataPage<IntegrationCard>
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private LookerTestResult? _result;

    // Null for a role that may not read logs.
    private FlowView? _flow;
    private string? _problem;

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required LastWriteQuery Writes { get; init; }

    [Inject] public required ConsoleAddresses Addresses { get; init; }

    [Inject] public required SandboxOffer Sandbox { get; init; }

    [Parameter] public Guid Id { get; set; }

    private HealthLook Look => HealthLook.Of(Value!.Integration.Health, Value.Integration.Mode);

    protected override ChangeTopics Watches => ChangeTopics.Directory | ChangeTopics.Integrations | ChangeTopics.Held | ChangeTopics.Drift | ChangeTopics.Log | ChangeTopics.Budget;

    protected override Guid? WatchedIntegration => Id;

    protected override async Task<IntegrationCard> QueryAsync(Actor actor, CancellationToken ct)
    {
        var card = new IntegrationCard(await Integrations.GetAsync(actor, Id, ct), await Integrations.StatusAsync(actor, Id, ct));
        if (Permissions.Grants(actor.Role, Permission.ReadLogs))
        {
            var key = card.Integration.Key;
            var now = Clock.GetUtcNow();
            var last = (await Writes.RunAsync([key], ct)).GetValueOrDefault(key);
            _flow = FlowView.Of(card, last, await Writes.CountAsync(key, now - Day, ct), "24 hours", now);
        }

        return card;
    }

    private async Task TestAsync()
    {
        (_result, _problem) = (null, null);
        try
        {
            _result = await Integrations.TestAsync(await Session.ActorAsync(), Id, Leaving);
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }

        await ReloadAsync();
    }

    private string Of(string page) => $"integrations/{Id}/{page}";

    private void CloseTest() => _result = null;

    private static string OldestText(IntegrationStatus status) => status.OldestPendingSeconds is { } seconds
        ? $"oldest waits {Times.Words(TimeSpan.FromSeconds(seconds))}"
        : "nothing waits";

    private static string ModeWord(IntegrationMode mode) => mode switch
    {
        IntegrationMode.Live => "live mode",
        IntegrationMode.Paused => "paused",
        IntegrationMode.Plan => "plan mode",
        _ => throw new UnreachableException(),
    };

    private static string ModeText(IntegrationMode mode) => mode switch
    {
        IntegrationMode.Live => "Live: changes reach Looker at once",
        IntegrationMode.Paused => "Paused: changes are accepted and wait",
        IntegrationMode.Plan => "Plan: changes are computed and shown, but nothing is done",
        _ => throw new UnreachableException(),
    };
}
