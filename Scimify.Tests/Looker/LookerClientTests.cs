using System.Net;
using System.Text.Json.Nodes;
using Scimify.Core.Looker;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Looker;

/// <summary>Every call of the client, over HTTP, against the sandbox.</summary>
public sealed class LookerClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_is_made_in_two_calls_and_found_by_address()
    {
        await using var bench = await LookerBench.StartAsync();
        Assert.Null(await bench.Client.FindUserByEmailAsync("Eve.Stone@example.com", Ct));
        var made = await bench.Client.CreateUserAsync("Eve", "Stone", false, "mark-1", Ct);
        var credential = await bench.Client.CreateEmailCredentialAsync(made.Id, "Eve.Stone@example.com", Ct);
        var found = await bench.Client.FindUserByEmailAsync("eve.stone@EXAMPLE.com", Ct);
        Assert.Equal("Eve.Stone@example.com", credential.Email);
        Assert.Equal(made.Id, credential.UserId);
        Assert.NotNull(found);
        Assert.Equal((made.Id, "Eve", "Stone", "Eve Stone", false), (found.Id, found.FirstName, found.LastName, found.DisplayName, found.IsDisabled));
        Assert.Equal("Eve.Stone@example.com", found.EmailCredential);
        Assert.Equal("mark-1", found.UiStateMark);
        Assert.Equal(["1"], found.GroupIds);
        Assert.True(found.IsPerson);
        Assert.Equal(["user_for_credential", "create_user", "create_user_credentials_email", "user_for_credential"], bench.Operations);
    }

    [Fact]
    public async Task Only_what_is_given_is_changed()
    {
        await using var bench = await LookerBench.StartAsync();
        var before = await bench.Client.GetUserAsync("3", Ct);
        var disabled = await bench.Client.UpdateUserAsync("3", new LookerUserUpdate(IsDisabled: true), Ct);
        Assert.Equivalent(before with { IsDisabled = true }, disabled);
        var renamed = await bench.Client.UpdateUserAsync("3", new LookerUserUpdate(FirstName: ""), Ct);
        Assert.Equal(("", before.LastName, true), (renamed.FirstName, renamed.LastName, renamed.IsDisabled));
        Assert.Null(renamed.DisplayName);
    }

    [Fact]
    public async Task Credentials_of_a_user_are_read_changed_and_deleted()
    {
        await using var bench = await LookerBench.StartAsync();
        Assert.Equal("bert.baker@example.com", (await bench.Client.GetEmailCredentialAsync("3", Ct))?.Email);
        Assert.Equal("b@example.com", (await bench.Client.UpdateEmailCredentialAsync("3", "b@example.com", Ct)).Email);
        await bench.SendAsync(HttpMethod.Delete, "/users/3/credentials_email");
        Assert.Null(await bench.Client.GetEmailCredentialAsync("3", Ct));
        var sam = await bench.Client.FindUserByCredentialAsync("saml", "sam.lee@example.com", Ct);
        Assert.Equal("sam.lee@example.com", sam?.SamlCredential?.SamlUserId);
        await Assert.ThrowsAsync<LookerNotFoundException>(() => bench.Client.UpdateEmailCredentialAsync(sam!.Id, "s@example.com", Ct));
        await bench.SendAsync(HttpMethod.Delete, $"/users/{sam!.Id}/credentials_saml");
        Assert.Null((await bench.Client.GetUserAsync(sam.Id, Ct)).SamlCredential);
    }

    [Fact]
    public async Task Sessions_and_api_keys_are_listed_and_ended()
    {
        await using var bench = await LookerBench.StartAsync();
        EditUser(bench, "4", """{"sessions": 2, "api3": 1}""");
        Assert.Equal(2, (await bench.Client.ListUserSessionsAsync("4", Ct)).Count);
        Assert.Equal(2, await bench.Client.DeleteUserSessionsAsync("4", Ct));
        Assert.Empty(await bench.Client.ListUserSessionsAsync("4", Ct));
        var key = Assert.Single(await bench.Client.ListApi3CredentialsAsync("4", Ct));
        await bench.Client.DeleteApi3CredentialAsync("4", key.Id, Ct);
        Assert.Empty(await bench.Client.ListApi3CredentialsAsync("4", Ct));
    }

    [Fact]
    public async Task Who_must_not_be_matched_is_told_apart()
    {
        await using var bench = await LookerBench.StartAsync();
        var users = await All(bench.Client.ListUsersAsync(Ct));
        Assert.Equal(["Service", "Embed", "Looker"], users.Where(u => !u.IsPerson).Select(u => u.IsServiceAccount ? "Service" : u.IsEmbedUser ? "Embed" : u.IsLookerEmployee ? "Looker" : "?"));
    }

    [Fact]
    public async Task A_half_made_account_is_found_by_its_mark_and_not_by_its_name()
    {
        await using var bench = await LookerBench.StartAsync();
        var ours = await bench.Client.CreateUserAsync("Jo", "Doe", false, "mark-1", Ct);
        await bench.Client.CreateUserAsync("Jo", "Doe", false, "mark-2", Ct);
        EditUser(bench, null, """{"first_name": "Jo", "last_name": "Doe"}""");
        var asleep = await bench.Client.CreateUserAsync("Jo", "Doe", true, "mark-3", Ct);
        var nameless = await bench.Client.CreateUserAsync("", "", false, "mark-4", Ct);
        Assert.Equal([ours.Id], (await bench.Client.FindHalfMadeUsersAsync("Jo", "Doe", "mark-1", Ct)).Select(u => u.Id));
        Assert.Equal([asleep.Id], (await bench.Client.FindHalfMadeUsersAsync("Jo", "Doe", "mark-3", Ct)).Select(u => u.Id));
        Assert.Equal([nameless.Id], (await bench.Client.FindHalfMadeUsersAsync("", "", "mark-4", Ct)).Select(u => u.Id));
        await bench.Client.CreateEmailCredentialAsync(ours.Id, "jo@example.com", Ct);
        Assert.Empty(await bench.Client.FindHalfMadeUsersAsync("Jo", "Doe", "mark-1", Ct));
    }

    [Theory]
    [InlineData(0, true, 3)]
    [InlineData(0, false, 3)]
    [InlineData(200, true, 6)]
    [InlineData(200, false, 6)]
    public async Task All_users_come_whatever_the_longest_page_is(int maxPageSize, bool totalCount, int calls)
    {
        await using var bench = await LookerBench.StartAsync(new SandboxSwitches { MaxPageSize = maxPageSize, TotalCountHeader = totalCount });
        bench.Sandbox.Reset(moreUsers: 1040 - bench.Sandbox.With(w => w.Users.Count));
        bench.Sandbox.Switches = bench.Sandbox.Switches with { MaxPageSize = maxPageSize, TotalCountHeader = totalCount };
        var users = await All(bench.Client.ListUsersAsync(Ct));
        Assert.Equal(1040, users.Select(u => u.Id).Distinct().Count());
        Assert.Equal(calls, bench.Operations.Count());
    }

    [Fact]
    public async Task Users_come_with_their_direct_groups_and_also_when_disabled()
    {
        await using var bench = await LookerBench.StartAsync();
        var users = await All(bench.Client.ListUsersAsync(Ct));
        Assert.Equal(["1", "2"], users.Single(u => u.Email == "bert.baker@example.com").GroupIds);
        Assert.True(users.Single(u => u.Email == "dan.dormant@example.com").IsDisabled);
        Assert.Equal(["3", "5"], (await bench.Client.GetUsersAsync(["3", "5", "999"], Ct)).Select(u => u.Id).Order());
    }

    [Fact]
    public async Task Addresses_are_looked_up_in_batches()
    {
        await using var bench = await LookerBench.StartAsync();
        var found = await bench.SendAsync(HttpMethod.Get, "/credentials_email/search?emails=BERT.baker@example.com,dan.dormant@example.com,nobody@example.com");
        Assert.Equal([("3", false), ("5", true)], found!.AsArray().Select(c => ((string)c!["user_id"]!, (bool)c["is_disabled"]!)));
        Assert.Single(bench.Operations);
    }

    [Theory]
    [InlineData(200, 204)]
    [InlineData(409, 404)]
    public async Task Membership_changes_can_be_repeated_whatever_Looker_answers(int present, int absent)
    {
        await using var bench = await LookerBench.StartAsync(new SandboxSwitches { AddPresentMember = present, RemoveAbsentMember = absent });
        var group = await bench.Client.CreateGroupAsync("Team", Ct);
        await bench.Client.AddGroupUserAsync(group.Id, "3", Ct);
        await bench.Client.AddGroupUserAsync(group.Id, "3", Ct);
        Assert.Equal(["3"], await MembersAsync(bench, group.Id));
        await bench.Client.RemoveGroupUserAsync(group.Id, "3", Ct);
        await bench.Client.RemoveGroupUserAsync(group.Id, "3", Ct);
        Assert.Empty(await MembersAsync(bench, group.Id));
        await bench.Client.DeleteGroupAsync(group.Id, Ct);
        await Assert.ThrowsAsync<LookerNotFoundException>(() => bench.Client.AddGroupUserAsync(group.Id, "3", Ct));
        await Assert.ThrowsAsync<LookerNotFoundException>(() => bench.Client.RemoveGroupUserAsync(group.Id, "3", Ct));
    }

    [Fact]
    public async Task A_group_is_found_by_exactly_its_name()
    {
        await using var bench = await LookerBench.StartAsync();
        foreach (var name in new[] { "a_b", "acb", "100%", "1000", "NOT NULL", "NOT_NULLS" })
        {
            await bench.Client.CreateGroupAsync(name, Ct);
        }

        bench.Sandbox.Recorder.Clear();
        Assert.Equal("a_b", (await bench.Client.FindGroupByNameAsync("A_B", Ct))?.Name);
        Assert.Equal("100%", (await bench.Client.FindGroupByNameAsync("100%", Ct))?.Name);
        Assert.Equal("NOT NULL", (await bench.Client.FindGroupByNameAsync("not null", Ct))?.Name);
        Assert.Null(await bench.Client.FindGroupByNameAsync("a%", Ct));
        Assert.Equal(4, bench.Operations.Count());
        var mirrored = await bench.Client.FindGroupByNameAsync("saml finance", Ct);
        Assert.False(mirrored!.IsManageable);
        Assert.False((await bench.Client.GetGroupAsync("1", Ct)).IsManageable);
    }

    [Fact]
    public async Task Groups_are_made_renamed_listed_and_deleted()
    {
        await using var bench = await LookerBench.StartAsync();
        var group = await bench.Client.CreateGroupAsync("Team", Ct);
        Assert.Equal("Crew", (await bench.Client.RenameGroupAsync(group.Id, "Crew", Ct)).Name);
        Assert.Equal(["All Users", "Analysts", "SAML Finance", "Crew"], (await All(bench.Client.ListGroupsAsync(Ct))).Select(g => g.Name));
        await bench.Client.DeleteGroupAsync(group.Id, Ct);
        await Assert.ThrowsAsync<LookerNotFoundException>(() => bench.Client.GetGroupAsync(group.Id, Ct));
    }

    [Fact]
    public async Task Roles_are_read_and_set()
    {
        await using var bench = await LookerBench.StartAsync();
        Assert.Equal(["Admin"], (await bench.Client.ListRolesAsync(Ct)).Where(r => r.IsAdmin).Select(r => r.Name));
        Assert.Empty(await bench.Client.GetRoleGroupsAsync("5", Ct));
        await bench.Client.SetRoleGroupsAsync("5", ["2"], Ct);
        Assert.Equal(["Analysts"], (await bench.Client.GetRoleGroupsAsync("5", Ct)).Select(g => g.Name));
        Assert.Equal(["User"], await RolesAsync(bench, "true"));
        Assert.Equal(["User", "Viewer"], await RolesAsync(bench, "false"));
        Assert.Equal(["3", "4"], await bench.Client.GetRoleUserIdsAsync("5", directOnly: false, Ct));
        Assert.Empty((await bench.SendAsync(HttpMethod.Put, "/users/3/roles", new JsonArray()))!.AsArray());
        var refused = await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.SetRoleGroupsAsync("5", ["2", "3"], Ct));
        Assert.Equal((422, "groups"), (refused.Status, refused.Errors.Single().Field));
        Assert.Equal(405, (await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.SetRoleGroupsAsync("6", [], Ct))).Status);
    }

    [Fact]
    public async Task User_attributes_have_own_values_or_defaults()
    {
        await using var bench = await LookerBench.StartAsync();
        var attributes = (await bench.Client.ListUserAttributesAsync(Ct)).ToDictionary(a => a.Name);
        var department = attributes["department"].Id;
        Assert.Empty(await bench.Client.GetUserAttributeValuesAsync("3", [department], includeUnset: false, Ct));
        Assert.Equal("Sales", (await bench.Client.SetUserAttributeValueAsync("3", department, "Sales", Ct)).Value);
        var values = await bench.Client.GetUserAttributeValuesAsync("3", [department, attributes["region"].Id], includeUnset: true, Ct);
        Assert.Equal([("department", "Sales", "User"), ("region", "EMEA", "Default")], values.Select(v => (v.Name, v.Value!, v.Source!)));
        await bench.Client.DeleteUserAttributeValueAsync("3", department, Ct);
        Assert.Null((await bench.Client.GetUserAttributeValuesAsync("3", [department], includeUnset: true, Ct)).Single().Value);
        Assert.Equal(422, (await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.SetUserAttributeValueAsync("3", attributes["cost_center"].Id, "x", Ct))).Status);
    }

    [Fact]
    public async Task The_SAML_configuration_is_read_and_patched_as_Looker_has_it()
    {
        await using var bench = await LookerBench.StartAsync();
        using var before = await bench.Client.GetSamlConfigAsync(Ct);
        Assert.False(before.RootElement.GetProperty("enabled").GetBoolean());
        using var after = await bench.Client.UpdateSamlConfigAsync(new JsonObject { ["idp_url"] = "https://idp.example.com", ["default_new_user_role_ids"] = new JsonArray("5") }, Ct);
        Assert.Equal("Viewer", after.RootElement.GetProperty("default_new_user_roles")[0].GetProperty("name").GetString());
        Assert.Equal("1", after.RootElement.GetProperty("modified_by").GetString());
        var refused = await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.UpdateSamlConfigAsync(new JsonObject { ["enabled"] = true }, Ct));
        Assert.Contains(refused.Errors, e => e is { Field: "idp_cert", Code: "missing_field" });
        Assert.Contains("'idp_issuer' is required", refused.LookerMessage, StringComparison.Ordinal);
        using var test = await bench.Client.CreateSamlTestConfigAsync(new JsonObject { ["idp_url"] = "https://try.example.com" }, Ct);
        var slug = test.RootElement.GetProperty("test_slug").GetString()!;
        Assert.Equal(slug, (string?)(await bench.SendAsync(HttpMethod.Get, $"/saml_test_configs/{slug}"))!["test_slug"]);
        await bench.Client.DeleteSamlTestConfigAsync(slug, Ct);
        await bench.Client.DeleteSamlTestConfigAsync(slug, Ct);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HttpRequestException>(() => bench.SendAsync(HttpMethod.Get, $"/saml_test_configs/{slug}"))).StatusCode);
    }

    [Fact]
    public async Task Metadata_is_read_by_Looker()
    {
        await using var bench = await LookerBench.StartAsync();
        const string xml = """
            <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:idp"><IDPSSODescriptor>
            <KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>QU JD</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
            <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/></IDPSSODescriptor></EntityDescriptor>
            """;
        using var parsed = await bench.Client.ParseSamlMetadataAsync(xml, Ct);
        Assert.Equal(("urn:idp", "https://idp.example.com/sso", "QUJD"), (Text("idp_issuer"), Text("idp_url"), Text("idp_cert")));
        Assert.Equal(400, (await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.ParseSamlMetadataAsync("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", Ct))).Status);
        Assert.Equal(400, (await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.FetchSamlMetadataAsync(new Uri("https://idp.example.com/metadata"), Ct))).Status);

        string? Text(string name) => parsed.RootElement.GetProperty(name).GetString();
    }

    [Theory]
    [InlineData(409)]
    [InlineData(422)]
    public async Task What_exists_already_is_said_so_whatever_the_status(int status)
    {
        await using var bench = await LookerBench.StartAsync(new SandboxSwitches { EmailClash = status, GroupNameClash = status });
        var user = await bench.Client.CreateUserAsync("A", "B", false, "m", Ct);
        var email = await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.CreateEmailCredentialAsync(user.Id, "BERT.baker@example.com", Ct));
        var group = await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.CreateGroupAsync("analysts", Ct));
        Assert.Equal((status, true, status, true), (email.Status, email.AlreadyExists, group.Status, group.AlreadyExists));
        var invalid = await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.CreateEmailCredentialAsync(user.Id, "no address", Ct));
        Assert.False(invalid.AlreadyExists);
    }

    [Fact]
    public async Task Oneself_the_last_admin_and_protected_groups_are_refused_with_Lookers_words()
    {
        await using var bench = await LookerBench.StartAsync();
        var me = await bench.Client.GetMeAsync(Ct);
        var self = await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.DeleteUserAsync(me.Id, Ct));
        Assert.Equal((403, "You cannot delete yourself."), (self.Status, self.LookerMessage));
        foreach (var group in new[] { "1", "3" })
        {
            Assert.Equal(403, (await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.AddGroupUserAsync(group, "3", Ct))).Status);
            Assert.Equal(403, (await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.DeleteGroupAsync(group, Ct))).Status);
            Assert.Equal(403, (await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.RenameGroupAsync(group, "x", Ct))).Status);
        }

        await bench.Client.DeleteUserAsync("2", Ct);
        await Assert.ThrowsAsync<LookerNotFoundException>(() => bench.Client.GetUserAsync("2", Ct));
    }

    [Fact]
    public async Task Every_request_is_told_to_the_observers_without_personal_data()
    {
        await using var bench = await LookerBench.StartAsync();
        var own = new Recorder();
        await bench.Client.ObservedBy(own).AddGroupUserAsync("2", "5", Ct);
        await bench.Client.FindUserByEmailAsync("bert.baker@example.com", Ct);
        var calls = bench.Calls.ToList();
        Assert.Equal(["login", "add_group_user", "user_for_credential"], calls.Select(c => c.Operation));
        Assert.Equal(("/groups/{group_id}/users", "POST", "2", 200, 1, true), (calls[1].PathTemplate, calls[1].Method, calls[1].LookerIds["group_id"], calls[1].Status!.Value, calls[1].Attempt, calls[1].Writes));
        Assert.Empty(calls[2].LookerIds);
        Assert.Equal(["add_group_user"], own.Calls.Select(c => c.Operation));
    }

    private static void EditUser(LookerBench bench, string? id, string json)
    {
        var body = JsonNode.Parse(json)!.AsObject();
        bench.Sandbox.With(w => id is null ? SandboxEdits.AddUser(w, body) : SandboxEdits.EditUser(w, SandboxEdits.User(w, id), body));

    }

    private static async Task<List<T>> All<T>(IAsyncEnumerable<IReadOnlyList<T>> pages)
    {
        var all = new List<T>();
        await foreach (var page in pages)
        {
            all.AddRange(page);
        }

        return all;
    }

    private sealed class Recorder : ILookerCallObserver
    {
        public List<LookerCall> Calls { get; } = [];

        public void OnCall(LookerCall call) => Calls.Add(call);
    }

    private static async Task<IEnumerable<string>> MembersAsync(LookerBench bench, string groupId) =>
        (await bench.SendAsync(HttpMethod.Get, $"/groups/{groupId}/users"))!.AsArray().Select(user => (string)user!["id"]!);

    private static async Task<IEnumerable<string>> RolesAsync(LookerBench bench, string directOnly) =>
        (await bench.SendAsync(HttpMethod.Get, $"/users/3/roles?direct_association_only={directOnly}"))!.AsArray().Select(role => (string)role!["name"]!);
}
