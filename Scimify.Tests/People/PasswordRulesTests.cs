using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;

namespace Scimify.Tests.People;

/// <summary>What makes a password, and what is refused because it is guessed first.</summary>
public sealed class PasswordRulesTests
{
    private const string Email = "ada.lovelace@analytical.example";
    private const string Organization = "Engine Works";

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("long enough words")]
    [InlineData("x7#kP!9$vQ2&")]
    [InlineData("k83jd92ls7qp")]
    [InlineData("grüne Wale über Łódź")]
    [InlineData("猫が十二匹いる庭の話です")]
    [InlineData("tulips, kettles and a bicycle")]
    [InlineData("dragon pepper monday kettle sofa")]
    public void What_nobody_guesses_is_a_password(string password) => Assert.Null(Problem(password));

    [Theory]
    [InlineData("passwordpassword", "repeated")]
    [InlineData("kX9#mkX9#mkX9#m", "repeated")]
    [InlineData("abcabcabcabc", "at least 5 different")]
    [InlineData("aaaaaaaaaaaaaaaa", "at least 5 different")]
    [InlineData("Password2024!", "common passwords")]
    [InlineData("P@ssw0rd1234", "common passwords")]
    [InlineData("Summer-2026-!!!", "common passwords")]
    [InlineData("qwertyuiop123", "common passwords")]
    [InlineData("1qaz2wsx3edc", "common passwords")]
    [InlineData("letmein letmein1", "common passwords")]
    [InlineData("Iloveyou-123456", "common passwords")]
    [InlineData("839201746582", "common passwords")]
    [InlineData("abcdefghijklm", "common passwords")]
    [InlineData("correct horse battery staple", "common passwords")]
    [InlineData("dragon pepper monday", "common passwords")]
    [InlineData("Scimify-2026", "name of this product")]
    [InlineData("scimifylooker1!", "name of this product")]
    [InlineData("LookerAdmin2026", "name of this product")]
    [InlineData("ada.lovelace@analytical.example", "your e-mail address")]
    [InlineData("AdaLovelace1815", "your e-mail address")]
    [InlineData("l0velace-ada-99", "your e-mail address")]
    [InlineData("EngineWorks2026!", "your organization")]
    public void What_is_guessed_first_is_refused_with_the_reason(string password, string reason) =>
        Assert.Contains(reason, Problem(password) ?? "accepted", StringComparison.Ordinal);

    [Theory]
    [InlineData("quiet otter", false)]
    [InlineData("quiet otters", true)]
    public void It_has_at_least_12_characters(string password, bool accepted) => Assert.Equal(accepted, Problem(password) is null);

    /// <summary>A character beyond the first plane is one, although it takes two code units.</summary>
    [Theory]
    [InlineData("🦀🐙🦑🦐🐠🐟🐡🐬🦈🐳🐋🐊", true)]
    [InlineData("🦀🐙🦑🦐🐠🐟", false)]
    public void Characters_count_and_not_code_units(string password, bool accepted) => Assert.Equal(accepted, Problem(password) is null);

    [Fact]
    public void It_has_at_most_128_characters()
    {
        var longest = string.Concat(Enumerable.Range(0, 128).Select(i => (char)(0x4e00 + (i * 37))));

        Assert.Null(Problem(longest));
        Assert.Equal("must have at most 128 characters", Problem(longest + "一"));
    }

    [Fact]
    public void Another_person_may_have_what_is_refused_to_this_one() =>
        Assert.Null(PasswordRules.Problem("AdaLovelace1815", "grace@example.com", "Navy"));

    [Fact]
    public void A_generated_password_passes_its_own_rules()
    {
        for (var i = 0; i < 200; i++)
        {
            Assert.Null(Problem(PasswordRules.Generate()));
        }
    }

    [Fact]
    public void A_password_is_the_same_however_a_keyboard_composes_its_accents()
    {
        var hasher = new PersonPasswordHasher();

        var hash = hasher.HashPassword(new Person(), "caf\u00e9 with much milk");

        Assert.NotEqual(PasswordVerificationResult.Failed, hasher.VerifyHashedPassword(new Person(), hash, "cafe\u0301 with much milk"));
        Assert.Equal(PasswordVerificationResult.Failed, hasher.VerifyHashedPassword(new Person(), hash, "cafe with much milk"));
    }

    private static string? Problem(string password) => PasswordRules.Problem(password, Email, Organization);
}
