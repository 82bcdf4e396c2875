using Scimify.Portal.Layout;

namespace Scimify.Tests.Features;

/// <summary>The rail and the switcher know from the address alone where somebody is.</summary>
public sealed class ShellPlaceTests
{
    private static readonly Guid Here = Guid.Parse("0c8f2f0e-6f0e-4d0a-9c2a-0f6f3f1f2f3f");
    private static readonly Guid There = Guid.Parse("1c8f2f0e-6f0e-4d0a-9c2a-0f6f3f1f2f3f");

    [Theory]
    [InlineData("", null, "")]
    [InlineData("?span=30d", null, "")]
    [InlineData("audit-log/17", null, "audit-log/17")]
    [InlineData("integrations", null, "integrations")]
    [InlineData("integrations/new", null, "integrations/new")]
    [InlineData("integrations/0c8f2f0e-6f0e-4d0a-9c2a-0f6f3f1f2f3f", "0c8f2f0e-6f0e-4d0a-9c2a-0f6f3f1f2f3f", "")]
    [InlineData("integrations/0c8f2f0e-6f0e-4d0a-9c2a-0f6f3f1f2f3f/users?q=ada#x", "0c8f2f0e-6f0e-4d0a-9c2a-0f6f3f1f2f3f", "users")]
    public void An_address_is_a_page_of_an_integration_or_of_the_organization(string address, string? integration, string page) =>
        Assert.Equal(new ShellPlace(integration is null ? null : Guid.Parse(integration), page), ShellPlace.Of(address));

    [Theory]
    [InlineData("users", "users")]
    [InlineData("users/5f0c1b7e-0000-4000-8000-000000000000", "users")]
    [InlineData("saml/conflicts", "saml")]
    [InlineData("", "")]
    public void Another_integration_is_entered_by_the_same_page_but_not_by_the_same_row(string page, string same) =>
        Assert.Equal(ShellPlace.Address(There, same), new ShellPlace(Here, page).In(There));

    [Fact]
    public void From_outside_another_integration_is_entered_by_its_status() =>
        Assert.Equal(ShellPlace.Address(There, ""), ShellPlace.Of("audit-log").In(There));

    [Fact]
    public void A_page_below_another_belongs_to_it_and_one_that_begins_alike_does_not()
    {
        Assert.True(ShellPlace.Of("audit-log/17").Is("audit-log"));
        Assert.False(ShellPlace.Of("audit-logs").Is("audit-log"));
        Assert.False(ShellPlace.Of("audit-log").Is(""));
    }
}
