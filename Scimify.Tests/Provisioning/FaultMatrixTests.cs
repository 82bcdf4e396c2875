using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>
/// Every call of the engine, with everything that can go wrong with it. The identity provider is never told a falsehood, and in
/// the end SCIM and Looker agree with what was answered.
/// </summary>
internal static class FaultMatrix
{
    private static int _cases;

    public static TheoryData<string, string> Transient(Func<FaultStep, bool> which) => Pairs(FaultSteps.All.Where(which), Troubles.Transient.Keys);

    public static TheoryData<string, string> Refused(Func<FaultStep, bool> which) => Pairs(FaultSteps.All.Where(s => !s.IsRead && which(s)), Troubles.Refusals.Keys);

    /// <summary>A temporary fault leads to success, without doubles and without halves.</summary>
    public static async Task PassesAsync(Bridge bridge, string stepName, string trouble)
    {
        var (step, world) = await ArrangeAsync(bridge, stepName, Troubles.Transient[trouble]);

        var reply = await step.Act(world);
        Assert.InRange(reply.Status, 200, 204);
        Assert.Contains(reply.Sync, new[] { "applied", "pending" });
        if (reply.Sync == "applied")
        {
            Assert.Equal(world.Named(step.After), world.InLooker());
        }

        await bridge.SettledForGoodAsync();
        Assert.Equal(world.Named(step.After), world.InLooker());
        Assert.Equal(world.Named(step.AfterInScim ?? step.After), await world.InScimAsync());
        await AssertSoundAsync(bridge);
    }

    /// <summary>If Looker refuses for good, the identity provider hears of it and the write is undone.</summary>
    public static async Task IsTakenBackAsync(Bridge bridge, string stepName, string refusal)
    {
        var (fault, status, scimType) = Troubles.Refusals[refusal];
        var (step, world) = await ArrangeAsync(bridge, stepName, fault);

        var reply = await step.Act(world);
        Assert.Equal((status, scimType), (reply.Status, reply.ScimType));

        await bridge.SettledForGoodAsync();
        Assert.Equal(world.Named(step.Before), await world.InScimAsync());
        Assert.Equal(world.Named(step.Before), world.InLooker());
        await AssertSoundAsync(bridge);
    }

    private static async Task<(FaultStep Step, FaultWorld World)> ArrangeAsync(Bridge bridge, string stepName, FaultRule fault)
    {
        var step = FaultSteps.All.Single(s => s.Name == stepName);
        var world = new FaultWorld(bridge, Interlocked.Increment(ref _cases));
        bridge.Looker.Faults.Clear();

        // Each case starts at full speed, even if an earlier 429 has halved the rate.
        bridge.App.Services.GetRequiredService<LookerClients>().Invalidate(bridge.Integration.Id);
        await step.Arrange(world);
        await bridge.SettledAsync();
        Assert.Equal(world.Named(step.Before), world.InLooker());
        bridge.Looker.Faults.Add(fault with { Operation = step.Operation });
        return (step, world);
    }

    /// <summary>Nothing waits for a person, every account can be signed in to, and Looker only got requests that it supports.</summary>
    private static async Task AssertSoundAsync(Bridge bridge)
    {
        Assert.DoesNotContain(bridge.Looker.Faults.Rules, r => r.Count > 0);
        Assert.Empty(bridge.Looker.With(w => w.Users.Values.Where(u => u.Number > FaultWorld.SeededUsers && u.Email is null).Select(u => u.Id).ToList()));
        Assert.Empty(bridge.Looker.Recorder.Violations);
        var status = await bridge.App.Services.GetRequiredService<IntegrationService>().StatusAsync(bridge.Owner, bridge.Integration.Id, CancellationToken.None);
        Assert.Equal((0L, 0L), (status.Pending, status.Failed));
    }

    private static TheoryData<string, string> Pairs(IEnumerable<FaultStep> steps, IEnumerable<string> troubles)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var step in steps)
        {
            foreach (var trouble in troubles)
            {
                pairs.Add(step.Name, trouble);
            }
        }

        return pairs;
    }
}

/// <summary>One server and one Looker for all cases of a class. Each case has names of its own.</summary>
public sealed class FaultBridge : IAsyncLifetime
{
    public Bridge Bridge { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Bridge = await Bridge.StartAsync(
            settings: new Dictionary<string, string?> { ["Scimify:Looker:TimeoutSeconds"] = "1" },
            policies: HeldChanges.NoGuard,
            longestRetry: TimeSpan.FromMilliseconds(40));
        await Bridge.MapPatientlyAsync(Mapped.Of(Mapped.Attribute("department", "attribute", Mapped.Department)));
    }

    public ValueTask DisposeAsync() => Bridge.DisposeAsync();
}

/// <inheritdoc cref="FaultMatrix"/>
public sealed class AccountFaultTests(FaultBridge shared) : IClassFixture<FaultBridge>
{
    public static TheoryData<string, string> Transient => FaultMatrix.Transient(IsOurs);

    public static TheoryData<string, string> Refused => FaultMatrix.Refused(IsOurs);

    [Theory]
    [MemberData(nameof(Transient))]
    public Task What_passes_is_seen_through_without_doubles_and_without_halves(string step, string trouble) =>
        FaultMatrix.PassesAsync(shared.Bridge, step, trouble);

    [Theory]
    [MemberData(nameof(Refused))]
    public Task What_Looker_refuses_for_good_reaches_the_identity_provider_and_is_taken_back(string step, string refusal) =>
        FaultMatrix.IsTakenBackAsync(shared.Bridge, step, refusal);

    private static bool IsOurs(FaultStep s) => s.Operation.Contains("user", StringComparison.Ordinal) && !s.Operation.Contains("group", StringComparison.Ordinal)
        && !s.Operation.Contains("attribute", StringComparison.Ordinal);
}

/// <inheritdoc cref="FaultMatrix"/>
public sealed class GroupFaultTests(FaultBridge shared) : IClassFixture<FaultBridge>
{
    public static TheoryData<string, string> Transient => FaultMatrix.Transient(IsOurs);

    public static TheoryData<string, string> Refused => FaultMatrix.Refused(IsOurs);

    [Theory]
    [MemberData(nameof(Transient))]
    public Task What_passes_is_seen_through_without_doubles_and_without_halves(string step, string trouble) =>
        FaultMatrix.PassesAsync(shared.Bridge, step, trouble);

    [Theory]
    [MemberData(nameof(Refused))]
    public Task What_Looker_refuses_for_good_reaches_the_identity_provider_and_is_taken_back(string step, string refusal) =>
        FaultMatrix.IsTakenBackAsync(shared.Bridge, step, refusal);

    private static bool IsOurs(FaultStep s) => s.Operation.EndsWith("group", StringComparison.Ordinal) || s.Operation.EndsWith("groups", StringComparison.Ordinal);
}

/// <inheritdoc cref="FaultMatrix"/>
public sealed class MembershipFaultTests(FaultBridge shared) : IClassFixture<FaultBridge>
{
    public static TheoryData<string, string> Transient => FaultMatrix.Transient(IsOurs);

    public static TheoryData<string, string> Refused => FaultMatrix.Refused(IsOurs);

    [Theory]
    [MemberData(nameof(Transient))]
    public Task What_passes_is_seen_through_without_doubles_and_without_halves(string step, string trouble) =>
        FaultMatrix.PassesAsync(shared.Bridge, step, trouble);

    [Theory]
    [MemberData(nameof(Refused))]
    public Task What_Looker_refuses_for_good_reaches_the_identity_provider_and_is_taken_back(string step, string refusal) =>
        FaultMatrix.IsTakenBackAsync(shared.Bridge, step, refusal);

    private static bool IsOurs(FaultStep s) => s.Operation.EndsWith("group_user", StringComparison.Ordinal);
}
