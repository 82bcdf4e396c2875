using System.Text.Json.Nodes;
using Scimify.Core.Integrations;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>An account that Looker has already is found by its address, whatever its credentials are, and no second one is created.</summary>
public sealed class AccountSearchTests
{
    private const string Sam = "sam.lee@example.com";
    private const string Eve = "eve_stone@example.com";
    private static readonly string[] FindsAndMakes = ["GET /users/search", "POST /users", "POST /users/#/credentials_email"];

    /// <summary>How the account was made, and what kind of Looker it is in.</summary>
    public static TheoryData<string, SandboxSwitches> Logins
    {
        get
        {
            var all = new TheoryData<string, SandboxSwitches>();
            foreach (var login in new[] { "saml_user_id", "google_email", "oidc_email", "ldap_email", "looker_openid_email" })
            {
                all.Add(login, new SandboxSwitches());
            }

            foreach (var disabled in new[] { "", "is_disabled" })
            {
                all.Add($"saml_user_id {disabled}", new SandboxSwitches { SearchHidesDisabled = false });
                all.Add($"saml_user_id {disabled}", new SandboxSwitches { FilterOrUnderstood = false });
                all.Add($"saml_user_id {disabled}", new SandboxSwitches { FilterOrUnderstood = false, SearchHidesDisabled = false });
                all.Add($"saml_user_id {disabled} crowd", new SandboxSwitches());
                all.Add($"saml_user_id {disabled} crowd", new SandboxSwitches { SearchHidesDisabled = false, MaxPageSize = 100 });
            }

            all.Add("saml_user_id is_disabled", new SandboxSwitches());
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task An_account_that_only_a_login_made_is_taken_over_gets_an_email_credential_and_is_the_one_that_is_disabled(string login, SandboxSwitches switches)
    {
        await using var bridge = await Bridge.StartAsync(switches: switches);
        if (login.EndsWith("crowd", StringComparison.Ordinal))
        {
            Disable(bridge, 120);
        }

        var account = Add(bridge, new() { ["first_name"] = "Eve", ["last_name"] = "Stone", [login.Split(' ')[0]] = "Eve_Stone@Example.com", ["is_disabled"] = login.Contains("disabled") });
        var neighbour = Add(bridge, new() { ["first_name"] = "Eve", ["last_name"] = "Xstone", ["saml_user_id"] = "evexstone@example.com" });
        var accounts = Count(bridge);

        var id = await NewAsync(bridge, Eve, "Eve", "Stone");
        Assert.Equal(accounts, Count(bridge));
        await AgreeAsync(bridge, login.Contains("disabled", StringComparison.Ordinal));
        Assert.Equal((account, false), (bridge.LookerUser(Eve)!.Id, bridge.LookerUser(Eve)!.IsDisabled));
        Assert.Null(bridge.Looker.With(w => w.Users[neighbour].Email));
        Assert.Equal("Adopted", (string?)(await bridge.LinkAsync(id))["state"]);

        Assert.Equal(200, (await bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false))).Status);
        await bridge.SettledAsync();
        Assert.True(bridge.Looker.With(w => w.Users[account].IsDisabled));
        Assert.Empty(bridge.Looker.Recorder.Violations);
    }

    [Fact]
    public async Task Nobody_has_the_address_although_it_is_a_pattern_that_matches_others()
    {
        await using var bridge = await Bridge.StartAsync();
        Add(bridge, new() { ["saml_user_id"] = "evexstone@example.com" });
        Add(bridge, new() { ["saml_user_id"] = "evelyn.stone@example.com" });
        foreach (var address in new[] { Eve, "eve%stone@example.com" })
        {
            var before = Count(bridge);
            await NewAsync(bridge, address, "Eve", "Stone");
            Assert.Equal(before + 1, Count(bridge));
        }
    }

    [Fact]
    public async Task Somebody_who_is_inactive_in_scim_is_disabled_before_the_account_gets_a_credential()
    {
        await using var bridge = await Bridge.StartAsync();
        var before = bridge.LastCall;
        var reply = await bridge.PostAsync("/Users", Bridge.UserJson(Sam, "Sam", "Lee").Replace("\"active\":true", "\"active\":false", StringComparison.Ordinal));
        Assert.Equal((201, "applied"), (reply.Status, reply.Sync));
        Assert.True(bridge.LookerUser(Sam)!.IsDisabled);
        Assert.Equal(["PATCH /users/#", "POST /users/#/credentials_email"], Calls(bridge, before).Where(call => !call.StartsWith("GET", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task With_adoption_off_it_is_refused_and_untouched()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Adoption = AdoptionPolicy.Off });
        var accounts = Count(bridge);
        var reply = await bridge.PostAsync("/Users", Bridge.UserJson(Sam));
        Assert.Equal((409, "uniqueness"), (reply.Status, reply.ScimType));
        Assert.Equal((accounts, null), (Count(bridge), bridge.LookerUser(Sam)));
    }

    [Fact]
    public async Task With_review_it_waits_for_a_person_who_learns_how_it_is_signed_in_to()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Adoption = AdoptionPolicy.Review });
        var account = bridge.Looker.With(w => w.Users.Values.Single(u => u.LastName == "Lee").Id);
        Assert.Equal("held", (await bridge.PostAsync("/Users", Bridge.UserJson(Sam, "Sam", "Lee"))).Sync);
        var held = Assert.Single(await bridge.HeldAsync());
        Assert.Contains($"Sam Lee, user {account}, signs in by SAML.", (string?)held["reason"]);
        Assert.Null(bridge.LookerUser(Sam));

        await bridge.DecideAsync("release", held);
        await bridge.SettledAsync();
        Assert.Equal(account, bridge.LookerUser(Sam)!.Id);
    }

    [Theory]
    [InlineData(AdoptionPolicy.Auto)]
    [InlineData(AdoptionPolicy.Review)]
    public async Task Several_accounts_with_one_address_wait_for_a_person_and_are_all_named(AdoptionPolicy policy)
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Adoption = policy });
        var saml = bridge.Looker.With(w => w.Users.Values.Single(u => u.LastName == "Lee").Id);
        var google = Add(bridge, new() { ["first_name"] = "Samuel", ["last_name"] = "Lee", ["google_email"] = "SAM.Lee@example.com", ["is_disabled"] = true });
        var mail = Add(bridge, new() { ["first_name"] = "S.", ["last_name"] = "Lee", ["email"] = Sam });
        var accounts = Count(bridge);

        var created = await bridge.PostAsync("/Users", Bridge.UserJson(Sam, "Sam", "Leeds"));
        Assert.Equal((201, "held"), (created.Status, created.Sync));
        var held = Assert.Single(await bridge.HeldAsync());
        Assert.Equal(
            $"3 Looker accounts have the address {Sam}: S. Lee, user {mail}; Sam Lee, user {saml}, signs in by SAML; Samuel Lee, user {google}, disabled, signs in by Google. "
                + $"User {mail} is taken over when somebody agrees. If another one is right, remove the others in Looker before you agree.",
            (string?)held["reason"]);

        await bridge.DecideAsync("release", held);
        await bridge.SettledAsync();
        Assert.Equal((accounts, mail, "Leeds"), (Count(bridge), bridge.LookerUser(Sam)!.Id, bridge.LookerUser(Sam)!.LastName));
        Assert.Equal(["Lee", "Lee"], bridge.Looker.With(w => new[] { w.Users[saml].LastName, w.Users[google].LastName }));
    }

    [Fact]
    public async Task Of_several_accounts_the_one_that_is_left_is_taken_over()
    {
        await using var bridge = await Bridge.StartAsync();
        var saml = bridge.Looker.With(w => w.Users.Values.Single(u => u.LastName == "Lee").Id);
        var mail = Add(bridge, new() { ["email"] = Sam });
        Assert.Equal("held", (await bridge.PostAsync("/Users", Bridge.UserJson(Sam, "Sam", "Lee"))).Sync);
        bridge.Looker.With(w => w.Delete(w.Users[mail]));
        await bridge.DecideAsync("release", Assert.Single(await bridge.HeldAsync()));
        await bridge.SettledAsync();
        Assert.Equal(saml, bridge.LookerUser(Sam)!.Id);
    }

    [Fact]
    public async Task With_adoption_off_several_accounts_are_refused()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Adoption = AdoptionPolicy.Off });
        Add(bridge, new() { ["email"] = Sam });
        var reply = await bridge.PostAsync("/Users", Bridge.UserJson(Sam));
        Assert.Equal((409, "uniqueness"), (reply.Status, reply.ScimType));
        Assert.StartsWith($"2 Looker accounts with the address {Sam} exist already", reply.Detail);
    }

    [Fact]
    public async Task A_login_that_another_person_of_ours_still_has_keeps_nobody_from_the_address()
    {
        await using var bridge = await Bridge.StartAsync();
        var first = await NewAsync(bridge, Sam, "Sam", "Lee");
        var account = bridge.LookerUser(Sam)!.Id;
        Assert.Equal(200, (await bridge.PutAsync($"/Users/{first}", Bridge.UserJson("samuel.lee@example.com", "Sam", "Lee"))).Status);
        await bridge.SettledAsync();

        await NewAsync(bridge, Sam, "Samira", "Lee");
        Assert.NotEqual(account, bridge.LookerUser(Sam)!.Id);
        Assert.Equal("Sam", bridge.LookerUser("samuel.lee@example.com")!.FirstName);
    }

    [Fact]
    public async Task Embed_users_are_nobody()
    {
        await using var bridge = await Bridge.StartAsync();
        var embedded = Add(bridge, new() { ["saml_user_id"] = Eve, ["embed"] = true });
        await NewAsync(bridge, Eve, "Eve", "Stone");
        Assert.NotEqual(embedded, bridge.LookerUser(Eve)!.Id);
    }

    [Theory]
    [InlineData(403, 403)]
    [InlineData(404, 403)]
    [InlineData(422, 400)]
    public async Task If_Looker_does_not_let_us_find_out_no_account_is_made(int answer, int status)
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "search_users", Status: answer));
        var reply = await bridge.PostAsync("/Users", Bridge.UserJson(Eve));
        Assert.Equal(status, reply.Status);
        Assert.StartsWith($"Scimify could not find out whether a Looker account with the address {Eve} exists already, so it creates none.", reply.Detail);
        Assert.Equal(["GET /users/search"], Calls(bridge, 0));
    }

    [Fact]
    public async Task In_Google_Cloud_core_nobody_is_made_and_nothing_is_left_behind()
    {
        await using var bridge = await Bridge.StartAsync(switches: new SandboxSwitches { Edition = SandboxSwitches.GoogleCloudCore });
        var accounts = Count(bridge);
        Assert.Equal(403, (await bridge.PostAsync("/Users", Bridge.UserJson(Eve))).Status);
        Assert.Equal((accounts, 2), (Count(bridge), Calls(bridge, 0).Count));
    }

    /// <summary>A new account takes three calls, whether or not this Looker leaves disabled accounts out of its searches.</summary>
    public static TheoryData<SandboxSwitches, int, int, int> Costs => new()
    {
        // Switches, disabled accounts, calls for the first person, calls for each later one.
        { new SandboxSwitches(), 1, 3, 3 },
        { new SandboxSwitches { SearchHidesDisabled = false }, 1, 3, 3 },
        { new SandboxSwitches { SearchHidesDisabled = false }, 150, 5, 3 },

        // Without any, or without filter_or, one search does not tell.
        { new SandboxSwitches(), 0, 4, 4 },
        { new SandboxSwitches { FilterOrUnderstood = false }, 1, 4, 4 },

        // Here only a search of their own finds disabled accounts.
        { new SandboxSwitches(), 150, 6, 4 },
    };

    [Theory]
    [MemberData(nameof(Costs))]
    public async Task Calls_for_a_new_account(SandboxSwitches switches, int disabled, int first, int later)
    {
        await using var bridge = await Bridge.StartAsync(switches: switches);
        bridge.Looker.With(w => w.Users.Values.Single(u => u.LastName == "Dormant").IsDisabled = disabled > 0);
        Disable(bridge, Math.Max(0, disabled - 1));
        await NewAsync(bridge, "first@example.com");
        Assert.Equal(first, Calls(bridge, 0).Count);
        foreach (var address in new[] { "second@example.com", "third@example.com" })
        {
            var before = bridge.LastCall;
            await NewAsync(bridge, address);
            Assert.Equal([.. Enumerable.Repeat(FindsAndMakes[0], later - 2), .. FindsAndMakes.Skip(1)], Calls(bridge, before));
        }
    }

    [Fact]
    public async Task What_was_learned_of_the_searches_is_doubted_when_an_address_is_taken_after_all()
    {
        await using var bridge = await Bridge.StartAsync(switches: new SandboxSwitches { SearchHidesDisabled = false });
        Disable(bridge, 150);
        await NewAsync(bridge, "first@example.com");
        bridge.Looker.Switches = bridge.Looker.Switches with { SearchHidesDisabled = true };

        var dan = bridge.LookerUser("dan.dormant@example.com")!.Id;
        await NewAsync(bridge, "dan.dormant@example.com", "Dan", "Dormant");
        await AgreeAsync(bridge, isDisabled: true);
        Assert.Equal((dan, false), (bridge.LookerUser("dan.dormant@example.com")!.Id, bridge.LookerUser("dan.dormant@example.com")!.IsDisabled));
        bridge.Looker.With(w => w.Users.Values.Single(u => u.LastName == "Lee").IsDisabled = true);
        var accounts = Count(bridge);
        await NewAsync(bridge, Sam, "Sam", "Lee");
        Assert.Equal(accounts, Count(bridge));
    }

    /// <summary>An account that Looker has disabled is taken over when a person agrees.</summary>
    private static async Task AgreeAsync(Bridge bridge, bool isDisabled)
    {
        if (isDisabled)
        {
            Assert.Equal((200, 1), await bridge.DecideAsync("release"));
            await bridge.SettledAsync();
        }
    }

    /// <summary>The machine may be so busy that the answer is <c>pending</c>.</summary>
    private static async Task<string> NewAsync(Bridge bridge, string address, string given = "Grace", string family = "Hopper")
    {
        var id = await bridge.NewUserAsync(address, given, family);
        await bridge.SettledAsync();
        return id;
    }

    private static string Add(Bridge bridge, JsonObject body) => bridge.Looker.With(w => SandboxEdits.AddUser(w, body).Id);

    private static int Count(Bridge bridge) => bridge.Looker.With(w => w.Users.Count);

    private static void Disable(Bridge bridge, int count) => bridge.Looker.With(w =>
    {
        for (var i = 0; i < count; i++)
        {
            SandboxSeed.AddUser(w, "Gone", $"Away{i}", $"gone{i}@example.com").IsDisabled = true;
        }
    });

    /// <summary>The paths, with # for each ID.</summary>
    private static IReadOnlyList<string> Calls(Bridge bridge, long since) =>
        [.. bridge.CallsSince(since).Select(call => string.Join('/', call.Split('?')[0].Split('/').Select(part => long.TryParse(part, out _) ? "#" : part)))];
}
