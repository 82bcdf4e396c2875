using System.Text.Json.Nodes;
using Scimify.Core.Saml;

namespace Scimify.Tests.Saml;

/// <summary>Each refusal of the lock-out guard, with the lock-out that it prevents.</summary>
public sealed class SamlGuardTests
{
    private const string Admin = "ada.admin@example.com";
    private const string OtherAdmin = "olga.operator@example.com";
    private static readonly SamlAdministrators Usual = new(2, 2, 0);

    [Fact]
    public async Task Skipping_the_login_page_without_a_way_in_by_email_is_refused_since_a_failing_provider_would_lock_all_out()
    {
        await using var world = await SamlWorld.StartAsync();
        world.SignIn(Admin);
        var changes = new JsonObject { ["bypass_login_page"] = true, ["alternate_email_login_allowed"] = false };
        Assert.Equal(["bypassWithoutAlternateLogin"], await BlockersAsync(world, changes));

        world.InLooker(changes);
        world.InLooker(new JsonObject { ["idp_cert"] = SamlWorld.MakeCertificate("CN=old", TimeSpan.FromDays(-9), TimeSpan.FromDays(-1)) });
        Assert.NotNull(world.CannotSignIn(Admin));
        Assert.False(world.CanSignInByEmail(Admin));

        world.InLooker(new JsonObject { ["alternate_email_login_allowed"] = true });
        Assert.True(world.CanSignInByEmail(Admin));
    }

    [Fact]
    public async Task Trust_without_a_tested_login_is_not_changed_since_a_wrong_certificate_stops_every_login()
    {
        await using var world = await SamlWorld.StartAsync();
        var wrong = new JsonObject { ["idp_cert"] = SamlWorld.MakeCertificate("CN=expired", TimeSpan.FromDays(-9), TimeSpan.FromDays(-1)) };
        Assert.Equal(["notTested"], await BlockersAsync(world, wrong));
        Assert.Null(world.CannotSignIn("anybody@example.com"));

        world.InLooker(wrong);
        Assert.NotNull(world.CannotSignIn("anybody@example.com"));
    }

    [Fact]
    public async Task Switching_SAML_on_without_an_administrator_with_an_email_login_is_refused_since_nobody_could_switch_it_off()
    {
        await using var world = await SamlWorld.StartAsync(enabled: false);
        world.Bridge.Looker.With(w =>
        {
            foreach (var user in w.Users.Values.Where(w.IsAdmin))
            {
                w.SetEmail(user, null);
            }
        });
        var changes = SamlWorld.Good();
        Assert.Equal(["noAdministratorWithEmail", "notTested"], await BlockersAsync(world, changes));

        changes["idp_cert"] = SamlWorld.MakeCertificate("CN=expired", TimeSpan.FromDays(-9), TimeSpan.FromDays(-1));
        world.InLooker(changes);
        Assert.NotNull(world.CannotSignIn(Admin));
        Assert.False(world.CanSignInByEmail(Admin) || world.CanSignInByEmail(OtherAdmin));
    }

    [Fact]
    public async Task Switching_SAML_off_while_administrators_have_no_other_login_is_refused_since_none_could_sign_in()
    {
        await using var world = await SamlWorld.StartAsync();
        world.SignIn(Admin);
        world.Bridge.Looker.With(w =>
        {
            foreach (var user in w.Users.Values.Where(w.IsAdmin))
            {
                w.SetEmail(user, null);
            }
        });
        Assert.Equal(["administratorsOnlySaml"], await BlockersAsync(world, new JsonObject { ["enabled"] = false }));
        Assert.Null(world.CannotSignIn(Admin));

        world.InLooker(new JsonObject { ["enabled"] = false });
        Assert.NotNull(world.CannotSignIn(Admin));
        Assert.False(world.CanSignInByEmail(Admin) || world.CanSignInByEmail(OtherAdmin));
    }

    [Fact]
    public async Task The_way_in_by_email_stays_while_no_administrator_has_signed_in_by_SAML_since_none_might_be_able_to()
    {
        await using var world = await SamlWorld.StartAsync(with: new JsonObject { ["auth_requires_role"] = true });
        var changes = new JsonObject { ["alternate_email_login_allowed"] = false };
        Assert.Equal(["noAdministratorWithSaml"], await BlockersAsync(world, changes));
        Assert.True(world.CanSignInByEmail(Admin));

        world.InLooker(changes);
        Assert.False(world.CanSignInByEmail(Admin));
        Assert.NotNull(world.CannotSignIn(Admin));

        world.InLooker(new JsonObject { ["alternate_email_login_allowed"] = true, ["auth_requires_role"] = false });
        world.SignIn(Admin);
        Assert.Equal(200, (await world.PatchAsync(changes)).Status);
    }

    [Fact]
    public async Task An_owner_goes_on_by_typing_the_name_and_the_revision_tells_it()
    {
        await using var world = await SamlWorld.StartAsync();
        var changes = new JsonObject { ["idp_issuer"] = "https://other.example.com" };
        Assert.Equal((422, "override"), Field(await world.PatchAsync(changes, @override: "sandbox")));
        Assert.Equal(200, (await world.PatchAsync(changes, @override: "Sandbox")).Status);
        var revision = (await world.RevisionsAsync())[^1];
        Assert.Equal("notTested", JsonNode.Parse(revision.Overridden!)![0]!["code"]!.ToString());
        Assert.Equal(world.Bridge.Owner.Name, revision.AuthorName);
    }

    public static TheoryData<string, string, string, SamlAdministrators, bool> Table => new()
    {
        { "no trust is touched", """{"enabled":true}""", """{"enabled":true,"user_attribute_map_email":"mail"}""", Usual, false },
        { "SAML is off", """{"idp_issuer":"a"}""", """{"idp_issuer":"b"}""", Usual, false },
        { "tested", """{"enabled":false}""", """{"enabled":true}""", Usual, true },
        { "switched off", """{"enabled":true}""", """{"enabled":false}""", Usual, false },
        { "bad before", """{"bypass_login_page":true,"alternate_email_login_allowed":false}""", """{"bypass_login_page":true,"alternate_email_login_allowed":false,"allowed_clock_drift":5}""", Usual, false },
        { "way in given back", """{"enabled":true,"alternate_email_login_allowed":false}""", """{"enabled":true}""", new SamlAdministrators(0, 0, 0), false },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void What_locks_nobody_out_goes_through(string why, string before, string after, SamlAdministrators administrators, bool isProven)
    {
        _ = why;
        Assert.Empty(SamlGuard.Check(Settings(before), Settings(after), administrators, isProven));
    }

    [Theory]
    [InlineData("idp_url")]
    [InlineData("idp_issuer")]
    [InlineData("idp_cert")]
    [InlineData("idp_cert_multi")]
    [InlineData("multi_certs_supported")]
    [InlineData("idp_audience")]
    public void Trust_hangs_on_each_member_of_the_provider(string name)
    {
        JsonNode value = name switch
        {
            "multi_certs_supported" => true,
            "idp_cert_multi" => new JsonObject { ["signing"] = new JsonArray("AA") },
            _ => "x",
        };
        var on = SamlSettings.Read(new JsonObject { ["enabled"] = true });
        var blockers = SamlGuard.Check(on, on.With(new JsonObject { [name] = value, ["alternate_email_login_allowed"] = false }), new SamlAdministrators(1, 0, 1), isProven: false);
        Assert.Equal(["noAdministratorWithEmail", "noAlternateLogin", "notTested"], blockers.Select(b => b.Code).Order());
        Assert.All(blockers, b => Assert.Equal(name, b.Field));
    }

    private static SamlSettings Settings(string json) => SamlSettings.Read((JsonObject)JsonNode.Parse(json)!);

    private static (int Status, string Field) Field(Endpoints.Api.ApiAnswer answer) => (answer.Status, Assert.Single(answer.Fields));

    private static async Task<string[]> BlockersAsync(SamlWorld world, JsonObject changes)
    {
        var before = await world.ConfigAsync();
        var answer = await world.PatchAsync(changes);
        Assert.Equal(409, answer.Status);
        Assert.Equal(before.Revision, (await world.ConfigAsync()).Revision);
        return [.. answer.Error.GetProperty("data").GetProperty("blockers").EnumerateArray().Select(b => b.GetProperty("code").GetString()!)];
    }
}
