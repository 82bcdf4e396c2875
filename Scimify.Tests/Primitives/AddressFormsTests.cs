using System.Net;
using Scimify.Core.Primitives;

namespace Scimify.Tests.Primitives;

public sealed class AddressFormsTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("::1", "::1", "::")]
    public void An_address_has_one_form_and_a_household(string address, string plain, string household)
    {
        Assert.Equal(plain, IPAddress.Parse(address).Plain().ToString());
        Assert.Equal(household, IPAddress.Parse(address).Household().ToString());
    }

    [Fact]
    public void No_address_has_no_form() => Assert.Null(((IPAddress?)null).Plain());
}
