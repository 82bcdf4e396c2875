using System.Text.Json;
using Scimify.Core.Integrations;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Dialects;

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

    [Theory]
    [InlineData(ScimProfile.Tolerant, null, true, ScimProfile.Strict)]
    [InlineData(ScimProfile.Strict, null, false, ScimProfile.Tolerant)]
    [InlineData(ScimProfile.Interop, null, true, ScimProfile.Interop)]
    [InlineData(ScimProfile.Interop, null, null, ScimProfile.Interop)]
    [InlineData(ScimProfile.Strict, ScimProfile.Interop, true, ScimProfile.Interop)]
    [InlineData(ScimProfile.Interop, ScimProfile.Tolerant, null, ScimProfile.Tolerant)]
    public void Whoever_knows_only_strict_changes_the_profile_as_little_as_that_says(ScimProfile before, ScimProfile? profile, bool? strict, ScimProfile after)
    {
        var merged = new PolicyChange { Profile = profile, Strict = strict }.ApplyTo(new IntegrationPolicies { Profile = before });

        Assert.Equal((after, after != ScimProfile.Tolerant), (merged.Profile, merged.Strict));
        Assert.Equal(merged, JsonSerializer.Deserialize<IntegrationPolicies>(JsonSerializer.Serialize(merged)));
    }

    /// <summary>From before there was a profile.</summary>
    [Theory]
    [InlineData("""{"Strict":true}""", ScimProfile.Strict)]
    [InlineData("""{"Strict":false}""", ScimProfile.Tolerant)]
    [InlineData("""{"Strict":true,"Profile":"interop"}""", ScimProfile.Interop)]
    [InlineData("""{"Profile":"interop","Strict":true}""", ScimProfile.Interop)]
    public void Stored_policies_without_a_profile_are_understood(string stored, ScimProfile profile) =>
        Assert.Equal(profile, JsonSerializer.Deserialize<IntegrationPolicies>(stored)!.Profile);

    [Theory]
    [InlineData(ScimProfile.Tolerant, true)]
    [InlineData(ScimProfile.Interop, false)]
    public void A_profile_and_strict_that_contradict_it_are_refused(ScimProfile profile, bool strict)
    {
        var errors = new FieldErrors();
        PolicyRules.Check(new PolicyChange { Profile = profile, Strict = strict }, errors);

        Assert.Contains($"with the profile {EnumWords.Of(profile)}", Assert.Throws<ValidationFailedException>(errors.ThrowIfAny).Of("policies.strict"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_takes_a_limit_away_and_no_member_leaves_it()
    {
        var merged = new PolicyChange { CallsInFlight = new(null) }.ApplyTo(Current);
        Assert.Null(merged.CallsInFlight);
        Assert.Equal(4, merged.CallsPerSecond);
    }
}
