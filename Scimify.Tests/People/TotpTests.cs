using Scimify.Core.People.Factors;
using Scimify.Core.Primitives;

namespace Scimify.Tests.People;

public sealed class TotpTests
{
    /// <summary>"12345678901234567890", the key of RFC 6238 appendix B, in base32.</summary>
    private const string RfcKey = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_the_RFC(long seconds, string code) =>
        Assert.Equal(code, Totp.CodeAt(RfcKey, DateTimeOffset.FromUnixTimeSeconds(seconds)));

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public void A_clock_may_be_half_a_minute_off(int seconds, bool fits)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_015);
        var step = Totp.StepOf(Totp.CodeAt(RfcKey, now.AddSeconds(seconds)), RfcKey, now);
        Assert.Equal(fits ? (now.ToUnixTimeSeconds() + seconds) / 30 : null, step);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("２８７０８２")]
    [InlineData("28708x")]
    public void Nothing_else_is_a_code(string text) => Assert.Null(Totp.StepOf(text, RfcKey, DateTimeOffset.FromUnixTimeSeconds(59)));

    [Fact]
    public void Blanks_in_a_code_do_not_count() => Assert.Equal(1, Totp.StepOf(" 287 082 ", RfcKey, DateTimeOffset.FromUnixTimeSeconds(59)));

    [Fact]
    public void Keys_have_160_random_bits()
    {
        var keys = Enumerable.Range(0, 50).Select(_ => Totp.NewKey()).ToList();
        Assert.Equal(50, keys.Distinct().Count());
        Assert.All(keys, key => Assert.True(Totp.IsKey(key)));
        Assert.All(["", "short", RfcKey + "A", RfcKey[..31] + "1", RfcKey[..31] + "a"], text => Assert.False(Totp.IsKey(text)));
    }

    [Fact]
    public void The_address_escapes_what_it_is_given() => Assert.Equal(
        $"otpauth://totp/Acme%20%26%20Co:ada%2Btest%40example.com?secret={RfcKey}&issuer=Acme%20%26%20Co&digits=6&period=30",
        Totp.Address("Acme & Co", "ada+test@example.com", RfcKey));

    [Fact]
    public void Recovery_codes_differ_and_fit_in_any_case_and_without_their_hyphen()
    {
        var codes = RecoveryCodes.Generate();
        Assert.Equal(RecoveryCodes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[a-hj-km-np-z2-9]{5}-[a-hj-km-np-z2-9]{5}$", code));
        Assert.All(codes, code => Assert.Equal(RecoveryCodes.Hash(code), RecoveryCodes.Hash($" {LetterCase.Upper(code.Replace("-", "", StringComparison.Ordinal))} ")));
    }
}
