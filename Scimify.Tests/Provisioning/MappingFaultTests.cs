using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Looker;
using Scimify.Core.Sync;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <inheritdoc cref="FaultMatrix"/>
public sealed class AttributeFaultTests(FaultBridge shared) : IClassFixture<FaultBridge>
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

    private static bool IsOurs(FaultStep s) => s.Operation.Contains("attribute", StringComparison.Ordinal);
}

/// <summary>Roles are given and removed through everything that can go wrong with the calls, and nobody else loses theirs.</summary>
public sealed class RoleFaultTests(FaultBridge shared) : IClassFixture<FaultBridge>
{
    private const string User = "4";

    private static int _cases;

    public static TheoryData<string, string> Transient
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var operation in new[] { "role_groups", "set_role_groups" })
            {
                foreach (var trouble in Troubles.Transient.Keys)
                {
                    cases.Add(operation, trouble);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task What_passes_is_seen_through(string operation, string trouble)
    {
        var bridge = shared.Bridge;
        var (team, id) = await NewTeamAsync(bridge);
        Break(bridge, operation, Troubles.Transient[trouble]);
        await bridge.MapAsync(Mapped.Roles((id, [User])));
        await bridge.SettledForGoodAsync();
        Assert.DoesNotContain(bridge.Looker.Faults.Rules, r => r.Count > 0);
        Assert.Equal("Analysts " + team, bridge.GroupsWith(User));

        Break(bridge, operation, Troubles.Transient[trouble]);
        await bridge.MapAsync(Mapped.Nothing);
        await bridge.SettledForGoodAsync();
        Assert.DoesNotContain(bridge.Looker.Faults.Rules, r => r.Count > 0);
        Assert.Equal("Analysts", bridge.GroupsWith(User));
        Assert.Empty(bridge.Looker.Recorder.Violations);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(405)]
    [InlineData(422)]
    public async Task What_Looker_refuses_for_good_is_told_and_changes_nothing(int status)
    {
        var bridge = shared.Bridge;
        var (_, id) = await NewTeamAsync(bridge);
        Break(bridge, "set_role_groups", new FaultRule(FaultKind.Status, Status: status));
        await bridge.MapAsync(Mapped.Roles((id, [User])));
        var role = Assert.Single((await bridge.Mappings().GetAsync(bridge.Owner, bridge.Integration, CancellationToken.None)).Roles);
        Assert.Equal(SyncState.Failed, role.State);
        Assert.Equal("Analysts", bridge.GroupsWith(User));
        await bridge.MapAsync(Mapped.Nothing);
        Assert.Equal("Analysts", bridge.GroupsWith(User));
    }

    private static async Task<(string Name, string Id)> NewTeamAsync(Bridge bridge)
    {
        bridge.Looker.Faults.Clear();
        bridge.Grant(User, "Analysts");
        var name = $"Team{Interlocked.Increment(ref _cases):D3}";
        return (name, await bridge.NewGroupAsync(name));
    }

    private static void Break(Bridge bridge, string operation, FaultRule fault)
    {
        bridge.Looker.Faults.Clear();
        bridge.App.Services.GetRequiredService<LookerClients>().Invalidate(bridge.Integration.Id);
        bridge.Looker.Faults.Add(fault with { Operation = operation });
    }
}
