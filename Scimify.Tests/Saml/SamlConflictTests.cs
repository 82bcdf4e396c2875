using System.Text.Json.Nodes;
using Scimify.Core.Saml;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Saml;

/// <summary>Each finding is true: without its fix a login does the damage, and with it a login does not.</summary>
public sealed class SamlConflictTests
{
    private const string Grace = "grace@example.com";

    [Fact]
    public async Task Settings_that_go_well_with_SCIM_have_no_findings_and_a_login_changes_nothing()
    {
        await using var world = await FilledAsync();
        Assert.Empty(await world.ConflictsAsync());
        var before = Account(world, Grace);
        world.SignIn(Grace, "id-7");
        Assert.Equal(before, Account(world, Grace));
        Assert.Empty(await world.ConflictsAsync());
    }

    [Fact]
    public async Task Without_email_among_the_migration_types_a_login_makes_a_second_account()
    {
        await using var world = await FilledAsync(new() { ["new_user_migration_types"] = "google" });
        var finding = await FindingAsync(world, "migrationTypesWithoutEmail", SamlSeverity.Blocker, users: 2);
        Assert.Contains("2 SCIM users (ada@example.com, grace@example.com)", finding.Message, StringComparison.Ordinal);
        Assert.NotEqual(world.Bridge.LookerUser(Grace)!.Id, world.SignIn(Grace));

        world.InLooker(finding.Fix!);
        Assert.Null(await world.ConflictAsync("migrationTypesWithoutEmail"));
        Assert.Equal(world.Bridge.LookerUser("ada@example.com")!.Id, world.SignIn("ada@example.com"));
    }

    [Fact]
    public async Task With_other_migration_types_too_some_Lookers_make_a_second_account()
    {
        await using var world = await FilledAsync(new() { ["new_user_migration_types"] = "email,ldap" }, new SandboxSwitches { MergesByEmailAlone = true });
        var finding = await FindingAsync(world, "migrationTypesWithOthers", SamlSeverity.Warning, users: 2);
        Assert.NotEqual(world.Bridge.LookerUser(Grace)!.Id, world.SignIn(Grace));

        world.InLooker(finding.Fix!);
        Assert.Null(await world.ConflictAsync("migrationTypesWithOthers"));
        Assert.Equal(world.Bridge.LookerUser("ada@example.com")!.Id, world.SignIn("ada@example.com"));
    }

    [Fact]
    public async Task Without_an_email_credential_a_login_makes_a_second_account()
    {
        await using var world = await FilledAsync();
        var id = world.Bridge.LookerUser(Grace)!.Id;
        world.Bridge.Looker.With(w => w.SetEmail(w.Users[id], null));
        await FindingAsync(world, "missingEmailCredential", SamlSeverity.Blocker, users: 1);
        Assert.NotEqual(id, world.SignIn(Grace, "id-7"));

        world.Bridge.Looker.With(w => w.SetEmail(w.Users[id], new SandboxEmail { Address = Grace, CreatedAt = w.Now }));
        Assert.Null(await world.ConflictAsync("missingEmailCredential"));
        Assert.Equal(id, world.SignIn(Grace, "id-8"));
    }

    [Fact]
    public async Task A_second_account_with_the_address_of_a_SCIM_user_is_named_because_a_login_leads_to_it()
    {
        await using var world = await FilledAsync();
        var (ours, ada) = (world.Bridge.LookerUser(Grace)!.Id, world.Bridge.LookerUser("ada@example.com")!.Id);
        var second = world.Bridge.Looker.With(w => SandboxEdits.AddUser(w, new() { ["saml_user_id"] = "id-7", ["saml_email"] = "GRACE@example.com" }).Id);
        var finding = await FindingAsync(world, "accountsWithSameAddress", SamlSeverity.Blocker, users: 1);
        Assert.Contains($"GRACE@example.com (Looker user {second})", finding.Message, StringComparison.Ordinal);
        Assert.Equal(second, world.SignIn(Grace, "id-7"));

        world.Bridge.Looker.With(w => w.Delete(w.Users[second]));
        Assert.Null(await world.ConflictAsync("accountsWithSameAddress"));
        Assert.Equal(ours, world.SignIn(Grace, "id-7"));
        Assert.Equal(ada, world.SignIn("ada@example.com", "id-8"));
    }

    [Fact]
    public async Task A_SCIM_user_without_an_address_is_not_the_account_that_a_login_makes()
    {
        await using var world = await FilledAsync();
        Assert.Equal("unforwardable", (await world.Bridge.PostAsync("/Users", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"nemo","active":true}""")).Sync);
        await FindingAsync(world, "usersWithoutAddress", SamlSeverity.Warning, users: 1);
        var stray = world.SignIn("nemo@example.com", "id-9");
        Assert.DoesNotContain(stray, await LinkedAsync(world));

        var second = await world.Bridge.PostAsync("/Users", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"outis","active":true}""");
        var patch = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"emails","value":[{"value":"outis@example.com","primary":true}]}]}""";
        Assert.Equal("applied", (await world.Bridge.PatchAsync($"/Users/{second.Id}", patch)).Sync);
        Assert.Contains(world.SignIn("outis@example.com", "id-10"), await LinkedAsync(world));
    }

    [Fact]
    public async Task With_an_address_as_NameID_a_new_address_makes_a_second_account()
    {
        await using var world = await FilledAsync();
        var first = world.SignIn(Grace);
        await FindingAsync(world, "mutableNameId", SamlSeverity.Warning, users: 1);
        Assert.NotEqual(first, world.SignIn("grace.hopper@example.com"));

        var ada = world.SignIn("ada@example.com", "id-1");
        Assert.Equal(1, (await world.ConflictAsync("mutableNameId"))!.AffectedUsers);
        Assert.Equal(ada, world.SignIn("countess@example.com", "id-1"));
    }

    [Fact]
    public async Task With_ordinary_groups_off_a_login_empties_SCIM_groups()
    {
        await using var world = await FilledAsync(new() { ["allow_normal_group_membership"] = false });
        var finding = await FindingAsync(world, "normalGroupMembershipOff", SamlSeverity.Blocker, users: 2, groups: 1);
        Assert.StartsWith("2 members of 1 SCIM group would be removed at their next login (Pioneers)", finding.Message, StringComparison.Ordinal);
        world.SignIn(Grace);
        Assert.Equal(["ada@example.com"], world.Bridge.LookerMembers("Pioneers"));

        world.InLooker(finding.Fix!);
        Assert.Null(await world.ConflictAsync("normalGroupMembershipOff"));
        world.SignIn("ada@example.com");
        Assert.Equal(["ada@example.com"], world.Bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task With_roles_from_ordinary_groups_off_a_login_takes_the_roles_of_SCIM_groups()
    {
        await using var world = await FilledAsync(new() { ["allow_roles_from_normal_groups"] = false });
        Assert.Equal(SamlSeverity.Warning, (await world.ConflictAsync("rolesFromNormalGroupsOff"))!.Severity);
        GiveRole(world, "4", "Pioneers");
        var finding = await FindingAsync(world, "rolesFromNormalGroupsOff", SamlSeverity.Blocker, users: 2, groups: 1);
        Assert.Equal(["4"], Roles(world, Grace));
        world.SignIn(Grace);
        Assert.Empty(Roles(world, Grace));

        world.InLooker(finding.Fix!);
        Assert.Null(await world.ConflictAsync("rolesFromNormalGroupsOff"));
        world.SignIn(Grace);
        Assert.Equal(["4"], Roles(world, Grace));
    }

    [Theory]
    [InlineData("directRolesOff", "allow_direct_roles", false)]
    [InlineData("rolesFromSamlGroups", "set_roles_from_groups", true)]
    public async Task A_login_takes_roles_that_were_given_directly(string code, string field, bool bad)
    {
        await using var world = await FilledAsync(new() { [field] = bad });
        world.Bridge.Looker.With(w => w.Users.Values.Where(u => u.Email?.Address is Grace or "ada@example.com").ToList().ForEach(u => u.RoleIds.Add("5")));
        var finding = await FindingAsync(world, code, SamlSeverity.Warning, users: 2);
        world.SignIn(Grace);
        Assert.Empty(Roles(world, Grace));

        world.InLooker(finding.Fix!);
        Assert.Null(await world.ConflictAsync(code));
        world.SignIn("ada@example.com");
        Assert.Equal(["5"], Roles(world, "ada@example.com"));
    }

    [Fact]
    public async Task A_mirrored_group_and_a_SCIM_group_cannot_share_a_name()
    {
        await using var world = await FilledAsync(new() { ["set_roles_from_groups"] = true });
        var mapping = new JsonObject { ["groups_with_role_ids"] = new JsonArray(new JsonObject { ["name"] = "Pioneers", ["role_ids"] = new JsonArray("4") }) };
        var would = await world.Saml.ConflictsAsync(world.Bridge.Owner, world.Bridge.Integration.Id, mapping, CancellationToken.None);
        Assert.Equal((2, 1), (would.Single(f => f.Code == "mirroredGroupClash").AffectedUsers, would.Single(f => f.Code == "mirroredGroupClash").AffectedGroups));
        Assert.Contains("already exists", Assert.Throws<SandboxRefusal>(() => world.InLooker(mapping)).Answer(null).Body!.ToString(), StringComparison.Ordinal);

        world.InLooker(new() { ["groups_with_role_ids"] = new JsonArray(new JsonObject { ["name"] = "Staff", ["role_ids"] = new JsonArray("4") }) });
        Assert.Null(await world.ConflictAsync("mirroredGroupClash"));
        var pushed = await world.Bridge.PostAsync("/Groups", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Staff"}""");
        Assert.NotEqual("applied", pushed.Sync);
    }

    [Fact]
    public async Task A_login_that_needs_a_role_is_refused_to_whom_SCIM_gave_theirs()
    {
        await using var world = await FilledAsync(new()
        {
            ["set_roles_from_groups"] = true,
            ["auth_requires_role"] = true,
            ["groups_with_role_ids"] = new JsonArray(new JsonObject { ["name"] = "Staff", ["role_ids"] = new JsonArray("5") }),
        });
        GiveRole(world, "4", "Pioneers");
        world.SignIn("ada@example.com", groups: ["Staff"]);
        var finding = await FindingAsync(world, "loginNeedsRole", SamlSeverity.Warning, users: 1);
        Assert.NotNull(world.CannotSignIn(Grace));

        world.InLooker(finding.Fix!);
        Assert.Null(await world.ConflictAsync("loginNeedsRole"));
        Assert.Null(world.CannotSignIn(Grace));
    }

    [Fact]
    public async Task Attributes_from_the_login_overwrite_what_others_wrote_and_required_ones_stop_it()
    {
        await using var world = await FilledAsync(new()
        {
            ["user_attributes_with_ids"] = new JsonArray(new JsonObject { ["name"] = "dept", ["required"] = true, ["user_attribute_ids"] = new JsonArray("6") }),
        });
        world.Bridge.LookerUser(Grace)!.AttributeValues["6"] = "Sales";
        await FindingAsync(world, "attributesFromLogin", SamlSeverity.Info, users: 2);
        await FindingAsync(world, "requiredAttributes", SamlSeverity.Warning, users: 2);
        Assert.NotNull(world.CannotSignIn(Grace));
        world.SignIn(Grace, attributes: new JsonObject { ["dept"] = "Finance" });
        Assert.Equal("Finance", world.Bridge.LookerUser(Grace)!.AttributeValues["6"]);

        world.InLooker((await world.ConflictAsync("requiredAttributes"))!.Fix!);
        Assert.Null(await world.ConflictAsync("requiredAttributes"));
        Assert.Null(world.CannotSignIn(Grace));
    }

    [Fact]
    public async Task An_attribute_that_both_sides_fill_is_what_the_login_says_until_the_next_write()
    {
        await using var world = await FilledAsync();
        await world.Bridge.MapAsync(Mapped.Of(Mapped.Attribute("department", "constant", "Research")));
        var id = world.Bridge.Looker.With(w => w.Attributes.Values.Single(a => a.Name == "department").Id);
        world.InLooker(new()
        {
            ["user_attributes_with_ids"] = new JsonArray(
                new JsonObject { ["name"] = "dept", ["required"] = false, ["user_attribute_ids"] = new JsonArray(id) },
                new JsonObject { ["name"] = "place", ["required"] = false, ["user_attribute_ids"] = new JsonArray(Other(world, id)) }),
        });
        var finding = await FindingAsync(world, "attributesFromBothSides", SamlSeverity.Blocker, users: 2);
        Assert.Contains("2 SCIM users (ada@example.com, grace@example.com) would lose what SCIM wrote", finding.Message, StringComparison.Ordinal);
        Assert.Equal("Research", world.Bridge.LookerUser(Grace)!.AttributeValues[id]);
        world.SignIn(Grace, attributes: new JsonObject { ["dept"] = "Sales" });
        Assert.Equal("Sales", world.Bridge.LookerUser(Grace)!.AttributeValues[id]);

        world.InLooker(finding.Fix!);
        Assert.Null(await world.ConflictAsync("attributesFromBothSides"));
        world.SignIn("ada@example.com", attributes: new JsonObject { ["dept"] = "Sales", ["place"] = "Rome" });
        Assert.Equal(("Research", "Rome"), (world.Bridge.LookerUser("ada@example.com")!.AttributeValues[id], world.Bridge.LookerUser("ada@example.com")!.AttributeValues[Other(world, id)]));
    }

    [Fact]
    public async Task An_attribute_that_SCIM_wrote_once_may_be_filled_by_logins()
    {
        await using var world = await FilledAsync();
        await world.Bridge.MapAsync(Mapped.Of(Mapped.Attribute("department", "constant", "Research", kind: "seeded")));
        var id = world.Bridge.Looker.With(w => w.Attributes.Values.Single(a => a.Name == "department").Id);
        world.InLooker(new() { ["user_attributes_with_ids"] = new JsonArray(new JsonObject { ["name"] = "dept", ["required"] = false, ["user_attribute_ids"] = new JsonArray(id) }) });
        Assert.Null(await world.ConflictAsync("attributesFromBothSides"));
    }

    [Fact]
    public async Task Defaults_of_new_users_do_not_reach_people_whom_SCIM_made()
    {
        await using var world = await FilledAsync(new() { ["default_new_user_role_ids"] = new JsonArray("5") });
        await FindingAsync(world, "defaultsOfNewUsers", SamlSeverity.Info, users: 2);
        world.SignIn(Grace);
        Assert.Empty(Roles(world, Grace));
        var stranger = world.SignIn("stranger@example.com");
        Assert.Equal(["5"], world.Bridge.Looker.With(w => w.RolesOf(w.Users[stranger]).ToList()));
    }

    [Fact]
    public async Task An_expired_certificate_stops_logins_and_another_beside_it_lets_them_go_on()
    {
        await using var world = await FilledAsync(new() { ["idp_cert"] = SamlWorld.MakeCertificate("CN=old", TimeSpan.FromDays(-9), TimeSpan.FromDays(-1)) });
        await FindingAsync(world, "certificateExpired", SamlSeverity.Blocker, users: 2);
        Assert.NotNull(world.CannotSignIn(Grace));

        var old = (await world.ConfigAsync()).Settings.Text("idp_cert");
        world.InLooker(new() { ["multi_certs_supported"] = true, ["idp_cert_multi"] = new JsonObject { ["signing"] = new JsonArray(old, SamlWorld.Certificate) } });
        Assert.Null(await world.ConflictAsync("certificateExpired"));
        Assert.Null(world.CannotSignIn(Grace));
    }

    [Fact]
    public async Task A_certificate_that_is_not_valid_yet_stops_logins_until_it_is()
    {
        await using var world = await FilledAsync(new() { ["idp_cert"] = SamlWorld.MakeCertificate("CN=early", TimeSpan.FromDays(2), TimeSpan.FromDays(365)) });
        await FindingAsync(world, "certificateNotYetValid", SamlSeverity.Blocker, users: 2);
        Assert.NotNull(world.CannotSignIn(Grace));
        Assert.Null(world.CannotSignIn(Grace, at: TimeProvider.System.GetUtcNow().AddDays(3)));

        world.InLooker(new() { ["idp_cert"] = SamlWorld.Certificate });
        Assert.Null(await world.ConflictAsync("certificateNotYetValid"));
        Assert.Null(world.CannotSignIn(Grace));
    }

    [Theory]
    [InlineData(29, "within 30 days", SamlSeverity.Warning)]
    [InlineData(13, "within 14 days", SamlSeverity.Warning)]
    [InlineData(6, "within 7 days", SamlSeverity.Blocker)]
    [InlineData(0.5, "within 1 day", SamlSeverity.Blocker)]
    public async Task A_certificate_is_warned_of_before_it_expires(double days, string words, SamlSeverity severity)
    {
        await using var world = await SamlWorld.StartAsync(with: new() { ["idp_cert"] = SamlWorld.MakeCertificate("CN=soon", TimeSpan.FromDays(-9), TimeSpan.FromDays(days)) });
        Assert.Contains(words, (await FindingAsync(world, "certificateExpiring", severity, users: 0)).Message, StringComparison.Ordinal);

        var after = TimeProvider.System.GetUtcNow().AddDays(days + 1);
        Assert.Null(world.CannotSignIn(Grace));
        Assert.NotNull(world.CannotSignIn(Grace, at: after));
        world.InLooker(new() { ["multi_certs_supported"] = true, ["idp_cert_multi"] = new JsonObject { ["signing"] = new JsonArray((await world.ConfigAsync()).Settings.Text("idp_cert"), SamlWorld.Certificate) } });
        Assert.Null(await world.ConflictAsync("certificateExpiring"));
        Assert.Null(world.CannotSignIn(Grace, at: after));
    }

    [Fact]
    public async Task Without_clock_drift_a_login_fails_when_the_clock_of_the_identity_provider_is_a_second_ahead()
    {
        await using var world = await SamlWorld.StartAsync(with: new() { ["allowed_clock_drift"] = 0 });
        var finding = await FindingAsync(world, "clockDriftNone", SamlSeverity.Info, users: 0);
        var now = TimeProvider.System.GetUtcNow();
        Assert.NotNull(world.CannotSignIn(Grace, at: now, issuedAt: now.AddSeconds(1)));

        world.InLooker(finding.Fix!);
        Assert.Empty(await world.ConflictsAsync());
        Assert.Null(world.CannotSignIn(Grace, at: now, issuedAt: now.AddSeconds(1)));
    }

    [Fact]
    public async Task With_much_clock_drift_an_answer_that_was_caught_can_be_used_for_longer()
    {
        await using var world = await SamlWorld.StartAsync(with: new() { ["allowed_clock_drift"] = 301 });
        var finding = await FindingAsync(world, "clockDriftLarge", SamlSeverity.Warning, users: 0);
        var now = TimeProvider.System.GetUtcNow();
        Assert.Null(world.CannotSignIn(Grace, at: now, issuedAt: now.AddMinutes(-10)));

        world.InLooker(finding.Fix!);
        Assert.Empty(await world.ConflictsAsync());
        Assert.NotNull(world.CannotSignIn(Grace, at: now, issuedAt: now.AddMinutes(-10)));
    }

    [Fact]
    public async Task While_SAML_is_off_findings_say_that_they_are_yet_to_come()
    {
        await using var world = await SamlWorld.StartAsync(enabled: false);
        Assert.StartsWith("Once SAML is on: ", (await world.ConflictAsync("migrationTypesWithoutEmail"))!.Message, StringComparison.Ordinal);
    }

    /// <summary>Two people in a group that SCIM pushed.</summary>
    private static async Task<SamlWorld> FilledAsync(JsonObject? with = null, SandboxSwitches? switches = null)
    {
        var world = await SamlWorld.StartAsync(switches: switches);
        var ids = new[] { await world.Bridge.NewUserAsync(Grace), await world.Bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace") };
        var group = await world.Bridge.PostAsync("/Groups", $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Pioneers","members":[{"value":"{{ids[0]}}"},{"value":"{{ids[1]}}"}]}
            """);
        Assert.Equal((201, "applied"), (group.Status, group.Sync));
        if (with is not null)
        {
            world.InLooker(with);
        }

        return world;
    }

    private static async Task<SamlFinding> FindingAsync(SamlWorld world, string code, SamlSeverity severity, int users, int groups = 0)
    {
        var finding = Assert.Single(await world.ConflictsAsync(), f => f.Code == code);
        Assert.Equal((severity, users, groups), (finding.Severity, finding.AffectedUsers, finding.AffectedGroups));
        Assert.NotNull(SamlFields.Find(finding.Field));
        return finding;
    }

    /// <summary>The accounts that belong to SCIM users.</summary>
    private static async Task<IReadOnlyCollection<string>> LinkedAsync(SamlWorld world) =>
        [.. (await world.Store.DirectoryAsync(world.Bridge.Integration.Key, CancellationToken.None)).Users.Keys];

    private static string Other(SamlWorld world, string attributeId) => world.Bridge.Looker.With(w => w.Attributes.Values.First(a => a.Id != attributeId && !a.IsSystem).Id);

    private static void GiveRole(SamlWorld world, string role, string group) =>
        world.Bridge.Looker.With(w => w.Roles[role].GroupIds.Add(w.Groups.Values.Single(g => g.Name == group).Id));

    private static List<string> Roles(SamlWorld world, string email) => world.Bridge.Looker.With(w => w.RolesOf(world.Bridge.LookerUser(email)!).ToList());

    private static string Account(SamlWorld world, string email) => world.Bridge.Looker.With(w =>
    {
        var user = w.Users.Values.Single(u => u.Email?.Address == email);
        return $"{user.Id} {string.Join(',', user.GroupIds)} {string.Join(',', w.RolesOf(user))} of {w.Users.Count}";
    });
}
