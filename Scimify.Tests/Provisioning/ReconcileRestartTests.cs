using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Host.Background;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>A comparison whose process ended before it did.</summary>
public sealed class ReconcileRestartTests
{
    private static readonly DriftFinding OfTheDead = new(DriftKind.UserMissing, "User", Guid.NewGuid(), "77", "ada@example.com", "", "ada@example.com", null);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_back_after_a_kill_begins_its_comparison_again_at_once_and_forgets_what_the_first_attempt_saw()
    {
        await using var looker = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, Ct);
        using var folder = new TempFolder();
        Actor owner;
        IntegrationView integration;
        ReconcileRun run;
        await using (var app = await StartAsync(folder, compares: false))
        {
            (owner, integration) = await IntegrateAsync(app, looker);
            run = await app.Services.GetRequiredService<DriftService>().StartAsync(owner, integration, false, Ct);
            var store = app.Services.GetRequiredService<IDriftStore>();
            var (claimed, _) = (await store.ClaimAsync("killed", TimeProvider.System.GetUtcNow().AddMinutes(10), Ct))!.Value;
            await store.RecordAsync(claimed, [OfTheDead], Ct);
        }

        await using var again = await StartAsync(folder);
        var over = await OverAsync(again, owner, integration, run.Id);
        Assert.Equal((ReconcileState.Done, 0), (over.State, over.Found));
        await using var db = again.NewContext();
        Assert.Empty(db.DriftItems);
    }

    [Fact]
    public async Task A_server_that_is_stopped_in_the_middle_leaves_its_comparison_to_whoever_comes()
    {
        await using var looker = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, Ct);
        looker.Sandbox.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: "all_users", DelayMs: 60_000));
        using var folder = new TempFolder();
        await using (var app = await StartAsync(folder))
        {
            var (owner, integration) = await IntegrateAsync(app, looker);
            await app.Services.GetRequiredService<DriftService>().StartAsync(owner, integration, false, Ct);
            await Eventually.TrueAsync(() => looker.Sandbox.Recorder.InFlight > 0);
        }

        await using var other = await StartAsync(folder, compares: false);
        Assert.NotNull(await other.Services.GetRequiredService<IDriftStore>().ClaimAsync("other", TimeProvider.System.GetUtcNow().AddMinutes(10), Ct));
    }

    private static Task<ScimifyApp> StartAsync(TempFolder folder, bool compares = true) => ScimifyApp.StartAsync(
        new Dictionary<string, string?> { ["Scimify:Looker:AllowInsecureHttp"] = "true" },
        dataDirectory: folder.Path,
        services: services =>
        {
            if (!compares)
            {
                services.Remove(services.Single(service => service.ImplementationType == typeof(LoopService<ReconcileEngine>)));
            }
        });

    private static async Task<(Actor Owner, IntegrationView Integration)> IntegrateAsync(ScimifyApp app, RunningSandbox looker)
    {
        var owner = await app.PersonAsync();
        return (owner, await app.Services.GetRequiredService<IntegrationService>().CreateAsync(
            owner, new NewIntegration { Name = "Sandbox", BaseUrl = looker.Url.OriginalString, ClientId = "sandbox-client", ClientSecret = "sandbox-secret" }, Ct));
    }

    private static async Task<ReconcileRun> OverAsync(ScimifyApp app, Actor owner, IntegrationView integration, Guid run)
    {
        var service = app.Services.GetRequiredService<DriftService>();
        return await Eventually.ReadAsync(() => service.RunAsync(owner, integration, run, Ct), found => found.State != ReconcileState.Running);
    }
}
