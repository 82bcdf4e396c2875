using Scimify.Core.Integrations;

namespace Scimify.Tests.Integrations;

public sealed class PolicyChangeTests
{
    private static readonly IntegrationPolicies Current = new()
    {
        Adoption = AdoptionPolicy.Off,
        Strict = true,
        CallsInFlight = 3,
        CallsPerSecond = 4,
        DeletionGuard = new DeletionGuardPolicy { MaxCount = 7, WindowMinutes = 90 },
    };

    [Fact]
    public void An_empty_change_leaves_everything() => Assert.Equal(Current, new PolicyChange().ApplyTo(Current));

    [Fact]
    public void Members_that_are_given_replace_and_the_others_stay()
    {
        var merged = new PolicyChange { Strict = false, DeletionGuard = new() { MaxCount = 9 } }.ApplyTo(Current);
        Assert.Equal(Current with { Strict = false, DeletionGuard = Current.DeletionGuard with { MaxCount = 9 } }, merged);
    }

    [Fact]
    public void A_null_takes_a_limit_away_and_no_member_leaves_it()
    {
        var merged = new PolicyChange { CallsInFlight = new(null) }.ApplyTo(Current);
        Assert.Null(merged.CallsInFlight);
        Assert.Equal(4, merged.CallsPerSecond);
    }
}
