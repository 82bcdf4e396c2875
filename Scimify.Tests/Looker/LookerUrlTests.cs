using System.Net;
using Scimify.Core.Looker;

namespace Scimify.Tests.Looker;

public sealed class LookerUrlTests
{
    [Theory]
    [InlineData("mycompany", "https://mycompany.cloud.looker.com/")]
    [InlineData("  MyCompany ", "https://mycompany.cloud.looker.com/")]
    [InlineData("my-company-2", "https://my-company-2.cloud.looker.com/")]
    [InlineData("https://mycompany.cloud.looker.com", "https://mycompany.cloud.looker.com/")]
    [InlineData("https://mycompany.cloud.looker.com/", "https://mycompany.cloud.looker.com/")]
    [InlineData("mycompany.looker.com", "https://mycompany.looker.com/")]
    [InlineData("looker.example.com:19999", "https://looker.example.com:19999/")]
    [InlineData("HTTPS://Looker.Example.com:443", "https://looker.example.com/")]
    [InlineData("https://203.0.114.9:19999", "https://203.0.114.9:19999/")]
    public void An_instance_name_or_an_address_becomes_an_origin(string text, string url) =>
        Assert.Equal(url, LookerUrl.Parse(text, allowInsecureHttp: false, allowPrivateNetworks: false).AbsoluteUri);

    [Theory]
    [InlineData("", "instance name")]
    [InlineData("my company", "not an address")]
    [InlineData("-company", "instance name")]
    [InlineData("https://", "not an address")]
    [InlineData("ftp://mycompany.looker.com", "https://")]
    [InlineData("file:///etc/passwd", "not an address")]
    [InlineData("javascript://x", "https://")]
    [InlineData("http://mycompany.looker.com", "AllowInsecureHttp")]
    [InlineData("https://mycompany.looker.com/api/4.0", "path")]
    [InlineData("https://mycompany.looker.com/?x=1", "query")]
    [InlineData("https://mycompany.looker.com/#top", "query")]
    [InlineData("https://user:pw@mycompany.looker.com", "user name")]
    [InlineData("https://mycompany.looker.com@evil.example", "user name")]
    [InlineData("https://evil.example\\.looker.com", "not an address")]
    [InlineData("localhost", "this machine")]
    [InlineData("https://localhost:19999", "this machine")]
    [InlineData("https://a.localhost", "this machine")]
    [InlineData("https://127.0.0.1", "this machine")]
    [InlineData("https://2130706433", "this machine")]
    [InlineData("https://0x7f.1", "this machine")]
    [InlineData("https://[::1]", "this machine")]
    [InlineData("https://[::ffff:127.0.0.1]", "this machine")]
    [InlineData("https://10.0.0.5", "AllowPrivateNetworks")]
    [InlineData("https://172.31.255.1:19999", "AllowPrivateNetworks")]
    [InlineData("https://192.168.1.1", "AllowPrivateNetworks")]
    [InlineData("https://[fd12::1]", "AllowPrivateNetworks")]
    [InlineData("https://169.254.169.254", "no Looker")]
    [InlineData("https://[fe80::1]", "no Looker")]
    [InlineData("https://0.0.0.0", "no Looker")]
    public void What_cannot_be_a_Looker_is_refused_with_a_reason(string text, string reason)
    {
        var refused = Assert.Throws<FormatException>(() => LookerUrl.Parse(text, allowInsecureHttp: false, allowPrivateNetworks: false));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:5081", true, false)]
    [InlineData("http://127.0.0.1:5081", true, false)]
    [InlineData("https://localhost:19999", true, false)]
    [InlineData("https://localhost:19999", false, true)]
    [InlineData("https://10.0.0.5:19999", false, true)]
    [InlineData("http://10.0.0.5:19999", true, true)]
    [InlineData("http://looker:19999", true, true)]
    public void Settings_open_what_they_name(string text, bool insecure, bool privateNetworks) =>
        Assert.StartsWith("http", LookerUrl.Parse(text, insecure, privateNetworks).AbsoluteUri, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://mycompany.looker.com", true, false)]
    [InlineData("http://203.0.114.9", true, true)]
    [InlineData("http://10.0.0.5", true, false)]
    [InlineData("http://localhost", false, true)]
    [InlineData("https://10.0.0.5", true, false)]
    [InlineData("https://169.254.169.254", true, true)]
    [InlineData("https://[fd00:ec2::254]", true, true)]
    public void Settings_open_nothing_else(string text, bool insecure, bool privateNetworks) =>
        Assert.Throws<FormatException>(() => LookerUrl.Parse(text, insecure, privateNetworks));

    [Theory]
    [InlineData("8.8.8.8", "Public")]
    [InlineData("2001:4860:4860::8888", "Public")]
    [InlineData("127.8.9.1", "Loopback")]
    [InlineData("::ffff:10.1.2.3", "Private")]
    [InlineData("100.64.3.2", "Private")]
    [InlineData("64:ff9b::a9fe:a9fe", "Forbidden")]
    [InlineData("64:ff9b::a00:1", "Private")]
    [InlineData("2002:7f00:1::", "Loopback")]
    [InlineData("255.255.255.255", "Forbidden")]
    [InlineData("224.0.0.1", "Forbidden")]
    [InlineData("100.100.100.200", "Forbidden")]
    [InlineData("::", "Forbidden")]
    [InlineData("::1", "Loopback")]
    [InlineData("::10.0.0.1", "Forbidden")]
    [InlineData("64:ff9b:1::a00:1", "Forbidden")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2", "Forbidden")]
    public void Addresses_are_of_a_kind_whatever_they_are_wrapped_in(string address, string kind) =>
        Assert.Equal(kind, LookerAddresses.KindOf(IPAddress.Parse(address)).ToString());
}
