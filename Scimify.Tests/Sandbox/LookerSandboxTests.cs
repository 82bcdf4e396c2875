using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Scimify.Portal.Sandbox;

namespace Scimify.Tests.Sandbox;

/// <summary>The sandbox as a plain HTTP client sees it.</summary>
public sealed class LookerSandboxTests : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private RunningSandbox? _running;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_login_is_a_form_and_wrong_credentials_are_not_found()
    {
        await StartAsync(login: false);
        Assert.Equal(HttpStatusCode.NotFound, (await LoginAsync("sandbox-client", "wrong")).StatusCode);
        var token = await JsonOf(await LoginAsync("sandbox-client", "sandbox-secret"));
        Assert.Equal(("Bearer", 3600), (token["token_type"]!.GetValue<string>(), token["expires_in"]!.GetValue<int>()));
        Assert.True(token.ContainsKey("refresh_token") && token["refresh_token"] is null);
    }

    [Fact]
    public async Task Without_a_token_it_is_401_even_where_there_is_nothing()
    {
        await StartAsync(login: false);
        foreach (var path in new[] { "/users/3", "/no/such/path" })
        {
            var answer = await SendAsync("GET", path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Requires authentication.", (await JsonOf(answer))["message"]!.GetValue<string>());
        }
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("token")]
    public async Task Both_words_before_a_token_are_accepted(string scheme)
    {
        await StartAsync();
        var token = Assert.Single(_running!.Sandbox.Tokens);
        _http.DefaultRequestHeaders.Authorization = new(scheme, token);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "/user")).StatusCode);
    }

    [Fact]
    public async Task Errors_have_Lookers_form()
    {
        await StartAsync();
        var missing = await JsonOf(await SendAsync("GET", "/users/999"));
        Assert.Equal(("Not found", "https://cloud.google.com/looker/docs/r/err/4.0/404/get/users/:user_id"), (missing["message"]!.GetValue<string>(), missing["documentation_url"]!.GetValue<string>()));
        var answer = await SendAsync("POST", "/groups", "{}");
        Assert.Equal(422, (int)answer.StatusCode);
        var error = (await JsonOf(answer))["errors"]![0]!;
        Assert.Equal(("name", "missing_field", "'name' is required."), (error["field"]!.GetValue<string>(), error["code"]!.GetValue<string>(), error["message"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("POST", "/users", "{")]
    [InlineData("POST", "/users", "[]")]
    [InlineData("PUT", "/roles/5/groups", "{}")]
    [InlineData("PUT", "/roles/5/groups", "[{}]")]
    [InlineData("POST", "/groups/2/users", "{}")]
    [InlineData("GET", "/users?limit=many", null)]
    [InlineData("GET", "/users/search?is_disabled=perhaps", null)]
    public async Task Broken_requests_are_400(string method, string path, string? body)
    {
        await StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(method, path, body)).StatusCode);
    }

    [Fact]
    public async Task Read_only_members_are_passed_over_and_noted()
    {
        await StartAsync();
        var user = await JsonOf(await SendAsync("PATCH", "/users/3", """{"id": "77", "email": "x@example.com", "first_name": "New", "nonsense": 1}"""));
        Assert.Equal(("3", "New", "bert.baker@example.com"), (user["id"]!.GetValue<string>(), user["first_name"]!.GetValue<string>(), user["email"]!.GetValue<string>()));
        await SendAsync("GET", "/users/3?colour=red");
        await SendAsync("GET", "/nowhere");
        Assert.Equal(5, _running!.Sandbox.Recorder.Violations.Count);
    }

    [Fact]
    public async Task Fields_cut_objects_and_what_is_in_them()
    {
        await StartAsync();
        var user = await JsonOf(await SendAsync("GET", "/users/3?fields=id,credentials_email(email,type),credentials_saml(email),nonsense"));
        Assert.Equal("""{"credentials_email":{"email":"bert.baker@example.com","type":"email"},"credentials_saml":null,"id":"3"}""", user.ToJsonString());
    }

    [Fact]
    public async Task Pages_are_sorted_and_counted_when_a_limit_is_given()
    {
        await StartAsync();
        var page = await SendAsync("GET", "/users?fields=id&limit=2&offset=1&sorts=-id");
        Assert.Equal("9", Assert.Single(page.Headers.GetValues("X-Total-Count")));
        Assert.Equal("""[{"id":"8"},{"id":"7"}]""", await page.Content.ReadAsStringAsync(Ct));
        var all = await SendAsync("GET", "/users?fields=id");
        Assert.False(all.Headers.Contains("X-Total-Count"));
        Assert.Equal("""[{"id":"4"}]""", await Text("/users/search?fields=id&first_name=c%25&sorts=last_name%20desc"));
    }

    [Theory]
    [InlineData("first_name=bert", "3")]
    [InlineData("first_name=be_t", "3")]
    [InlineData("email=%25@example.com&last_name=c%25", "4")]
    [InlineData("first_name=bert&last_name=chandler", "")]
    [InlineData("first_name=bert&last_name=chandler&filter_or=true", "3 4")]
    [InlineData("email=IS NULL", "7 8")]
    [InlineData("email=NOT NULL&first_name=ada", "1")]
    [InlineData("first_name=dan", "")]
    [InlineData("first_name=dan&is_disabled=true", "5")]
    [InlineData("group_id=2", "3 4")]
    [InlineData("is_service_account=true", "7")]
    [InlineData("embed_user=true", "8")]
    [InlineData("id=3,5", "3 5")]
    public async Task Searches_match_as_LIKE_does_and_leave_disabled_users_out(string query, string ids)
    {
        await StartAsync();
        var found = JsonNode.Parse(await Text($"/users/search?fields=id&{query}"))!.AsArray();
        Assert.Equal(ids, string.Join(' ', found.Select(u => u!["id"]!.GetValue<string>())));
    }

    [Fact]
    public async Task Searches_that_show_disabled_users_are_a_switch()
    {
        await StartAsync(new SandboxSwitches { SearchHidesDisabled = false, CredentialLookupHidesDisabled = true });
        Assert.Equal("""[{"id":"5"}]""", await Text("/users/search?fields=id&first_name=dan"));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", "/users/credential/email/dan.dormant@example.com")).StatusCode);
    }

    [Fact]
    public async Task Nested_groups_give_roles_and_not_direct_members()
    {
        await StartAsync();
        var outer = (await JsonOf(await SendAsync("POST", "/groups", """{"name": "Outer"}""")))["id"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", $"/groups/{outer}/groups", """{"group_id": "2"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("POST", "/groups/2/groups", $$"""{"group_id": "{{outer}}"}""")).StatusCode);
        await SendAsync("PUT", "/roles/3/groups", $"""["{outer}"]""");
        Assert.Equal("[]", await Text($"/groups/{outer}/users?fields=id"));
        Assert.Contains("Developer", await Text("/users/3/roles?fields=name"), StringComparison.Ordinal);
        Assert.DoesNotContain("Developer", await Text("/users/3/roles?fields=name&direct_association_only=true"), StringComparison.Ordinal);
        Assert.Equal($$"""[{"parent_group_ids":["{{outer}}"]}]""", await Text("/groups/search/with_hierarchy?fields=parent_group_ids&name=analysts"));
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("DELETE", $"/groups/{outer}/groups/2")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("DELETE", $"/groups/{outer}")).StatusCode);
        Assert.Equal("[]", await Text("/roles/3/groups"));
    }

    [Fact]
    public async Task A_mapped_SAML_group_owns_its_name()
    {
        await StartAsync();
        var taken = await SendAsync("PATCH", "/saml_config", """{"groups_with_role_ids": [{"name": "analysts", "role_ids": ["5"]}]}""");
        Assert.Equal(422, (int)taken.StatusCode);
        Assert.Equal("A group named analysts already exists. 'saml_group'", (await JsonOf(taken))["errors"]![0]!["message"]!.GetValue<string>());
        var config = await JsonOf(await SendAsync("PATCH", "/saml_config", """{"groups_with_role_ids": [{"name": "idp-sales", "looker_group_name": "Sales", "role_ids": ["5"]}]}"""));
        var group = config["groups"]![0]!;
        Assert.Equal(("Sales", "Viewer"), (group["looker_group_name"]!.GetValue<string>(), group["roles"]![0]!["name"]!.GetValue<string>()));
        Assert.Equal(422, (int)(await SendAsync("POST", "/groups", """{"name": "SALES"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("POST", $"/groups/{group["looker_group_id"]}/users", """{"user_id": "3"}""")).StatusCode);
    }

    [Theory]
    [InlineData("""{"enabled": "yes"}""", "enabled")]
    [InlineData("""{"allowed_clock_drift": -1}""", "allowed_clock_drift")]
    [InlineData("""{"groups_finder_type": "magic"}""", "groups_finder_type")]
    [InlineData("""{"new_user_migration_types": "email,carrier_pigeon"}""", "new_user_migration_types")]
    [InlineData("""{"default_new_user_role_ids": ["99"]}""", "default_new_user_role_ids")]
    [InlineData("""{"user_attributes_with_ids": [{"name": "a", "user_attribute_ids": ["99"]}]}""", "user_attributes_with_ids")]
    [InlineData("""{"idp_cert_multi": "x"}""", "idp_cert_multi")]
    [InlineData("""{"enabled": true, "idp_url": "u", "idp_issuer": "i", "multi_certs_supported": true, "idp_cert": "c", "user_attribute_map_email": "e", "user_attribute_map_first_name": "f", "user_attribute_map_last_name": "l"}""", "idp_cert_multi")]
    public async Task A_SAML_configuration_that_would_not_be_valid_changes_nothing(string changes, string field)
    {
        await StartAsync();
        var before = await Text("/saml_config");
        var answer = await SendAsync("PATCH", "/saml_config", changes);
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Equal(field, (await JsonOf(answer))["errors"]![0]!["field"]!.GetValue<string>());
        Assert.Equal(before, await Text("/saml_config"));
    }

    [Fact]
    public async Task Tokens_live_an_hour()
    {
        var clock = new TestKit.FakeTimeProvider();
        await StartAsync(clock: clock);
        clock.Advance(TimeSpan.FromSeconds(3599));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "/user")).StatusCode);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("GET", "/user")).StatusCode);
    }

    [Fact]
    public async Task Google_Cloud_core_and_read_only_instances_refuse_with_403()
    {
        await StartAsync(new SandboxSwitches { Edition = SandboxSwitches.GoogleCloudCore });
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("GET", "/users/credential/email/a@example.com")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("GET", "/saml_config")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("PATCH", "/users/3", """{"is_disabled": true}""")).StatusCode);
        _running!.Sandbox.Switches = new SandboxSwitches { ReadOnly = true };
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("PATCH", "/users/3", """{"is_disabled": false}""")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "/users/3")).StatusCode);
    }

    [Fact]
    public async Task A_rate_can_be_enforced()
    {
        var clock = new TestKit.FakeTimeProvider();
        await StartAsync(new SandboxSwitches { CallsPerSecond = 3 }, clock: clock);
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            var answer = await SendAsync("GET", "/user");
            statuses.Add((int)answer.StatusCode);
            Assert.Equal(statuses[^1] == 429, answer.Headers.RetryAfter is not null);
        }

        Assert.Equal([200, 200, 429, 429], statuses);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "/user")).StatusCode);
    }

    [Fact]
    public async Task The_state_survives_a_restart_and_ids_are_not_given_twice()
    {
        var file = Path.Combine(Path.GetTempPath(), $"sandbox-{Guid.NewGuid():N}.state");
        try
        {
            await StartAsync(state: file);
            var user = (await JsonOf(await SendAsync("POST", "/users", """{"first_name": "Kept", "ui_state": {"scimify": "m"}}""")))["id"]!.GetValue<string>();
            await SendAsync("POST", $"/users/{user}/credentials_email", """{"email": "kept@example.com"}""");
            await SendAsync("POST", "/groups/2/users", $$"""{"user_id": "{{user}}"}""");
            var gone = (await JsonOf(await SendAsync("POST", "/users", "{}")))["id"]!.GetValue<string>();
            await SendAsync("DELETE", $"/users/{gone}");
            await SendAsync("PATCH", "/saml_config", """{"idp_url": "https://idp.example.com"}""");
            await SendAsync("DELETE", "/groups/2/users/3");
            var before = await ControlAsync("GET", "state");
            await _running!.DisposeAsync();
            await File.AppendAllTextAsync(file, """{"kind":"user","item":{"Id":"torn""", Ct);
            await StartAsync(state: file);
            Assert.Equal(before, await ControlAsync("GET", "state"));
            Assert.Equal($"{int.Parse(gone) + 1}", (await JsonOf(await SendAsync("POST", "/users", "{}")))["id"]!.GetValue<string>());
            var clash = await SendAsync("POST", "/users/8/credentials_email", """{"email": "KEPT@example.com"}""");
            Assert.Equal(HttpStatusCode.Conflict, clash.StatusCode);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task The_control_interface_orders_faults_switches_and_edits()
    {
        await StartAsync();
        await ControlAsync("POST", "faults", """[{"kind": "status", "operation": "user", "status": 503, "retryAfter": "7", "skip": 1, "count": 1}, {"kind": "html", "path": "/groups/*", "method": "get", "count": null}]""");
        Assert.Equal(200, (int)(await SendAsync("GET", "/users/3")).StatusCode);
        var struck = await SendAsync("GET", "/users/3");
        Assert.Equal((503, 7), ((int)struck.StatusCode, (int)struck.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
        Assert.Equal(200, (int)(await SendAsync("GET", "/users/3")).StatusCode);
        Assert.Equal("text/html", (await SendAsync("GET", "/groups/2")).Content.Headers.ContentType?.MediaType);
        await ControlAsync("DELETE", "faults");
        Assert.Equal(200, (int)(await SendAsync("GET", "/groups/2")).StatusCode);

        await ControlAsync("POST", "switches", """{"emailClash": 422, "latencyMs": 1}""");
        Assert.Equal((422, 1, 200), (_running!.Sandbox.Switches.EmailClash, _running.Sandbox.Switches.LatencyMs, _running.Sandbox.Switches.AddPresentMember));
        Assert.Contains("no switch", await ControlAsync("POST", "switches", """{"colour": "red"}""", HttpStatusCode.BadRequest), StringComparison.Ordinal);

        await ControlAsync("PATCH", "users/3", """{"is_disabled": true, "email": "moved@example.com"}""");
        await ControlAsync("PUT", "groups/2/users/1");
        await ControlAsync("DELETE", "groups/2/users/4");
        await ControlAsync("PATCH", "groups/2", """{"name": "By hand"}""");
        var state = JsonNode.Parse(await ControlAsync("GET", "state"))!;
        Assert.Equal("moved@example.com", state["users"]![2]!["email"]!.GetValue<string>());
        Assert.Equal("""["1","3"]""", state["groups"]![1]!["member_ids"]!.ToJsonString());
        Assert.Equal("By hand", state["groups"]![1]!["name"]!.GetValue<string>());
        Assert.Contains("Not found", await ControlAsync("PATCH", "users/99", "{}", HttpStatusCode.NotFound), StringComparison.Ordinal);

        var calls = JsonNode.Parse(await ControlAsync("GET", "calls?operation=user"))!.AsArray();
        Assert.Equal(["200", "503", "200"], calls.Select(c => c!["status"]!.ToString()));
        await ControlAsync("POST", "expire-tokens");
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("GET", "/user")).StatusCode);
        await ControlAsync("POST", "reset?users=50&groups=5");
        Assert.Equal(("[]", 59), (await ControlAsync("GET", "calls"), JsonNode.Parse(await ControlAsync("GET", "state"))!["users"]!.AsArray().Count));
    }

    [Fact]
    public async Task No_page_in_a_browser_commands_it()
    {
        await StartAsync();
        _http.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        await ControlAsync("POST", "reset", expected: HttpStatusCode.Forbidden);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }
    }

    private async Task StartAsync(SandboxSwitches? switches = null, bool login = true, TimeProvider? clock = null, string? state = null)
    {
        _running = await SandboxHost.StartAsync(
            new SandboxOptions { Url = "http://127.0.0.1:0", Switches = switches ?? new SandboxSwitches(), Clock = clock ?? TimeProvider.System, StateFile = state }, Ct);
        if (login)
        {
            var token = await JsonOf(await LoginAsync("sandbox-client", "sandbox-secret"));
            _http.DefaultRequestHeaders.Authorization = new("Bearer", token["access_token"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task People_sign_in_by_SAML_or_by_email_as_the_configuration_says()
    {
        await StartAsync();
        const string bert = """{"email":"bert.baker@example.com"}""";
        const string ada = """{"email":"ada.admin@example.com"}""";
        await ControlAsync("POST", "saml-login", bert, HttpStatusCode.Forbidden);
        var own = JsonNode.Parse(await ControlAsync("POST", "email-login", bert))!["id"]!.GetValue<string>();
        await ControlAsync("PATCH", "saml_config", """
            {"enabled":true,"idp_url":"https://idp.example.com/sso","idp_issuer":"idp","idp_cert":"trial","user_attribute_map_email":"email",
             "user_attribute_map_first_name":"first","user_attribute_map_last_name":"last","new_user_migration_types":"email"}
            """);
        var merged = JsonNode.Parse(await ControlAsync("POST", "saml-login", bert))!;
        Assert.Equal((own, "bert.baker@example.com"), (merged["id"]!.GetValue<string>(), merged["credentials_saml"]!["saml_user_id"]!.GetValue<string>()));
        await ControlAsync("POST", "email-login", bert, HttpStatusCode.Forbidden);
        await ControlAsync("POST", "email-login", ada);
        await ControlAsync("POST", "saml-login", "{}", HttpStatusCode.BadRequest);
    }

    private Task<HttpResponseMessage> LoginAsync(string id, string secret) =>
        _http.PostAsync(new Uri(_running!.Url, "/api/4.0/login"), new FormUrlEncodedContent(new Dictionary<string, string> { ["client_id"] = id, ["client_secret"] = secret }), Ct);

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null) =>
        _http.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(_running!.Url, $"/api/4.0{path}"))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        }, Ct);

    private async Task<string> ControlAsync(string method, string path, string? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var answer = await _http.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(_running!.Url, $"/__sandbox/{path}"))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        }, Ct);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private async Task<string> Text(string path)
    {
        var answer = await SendAsync("GET", path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private static async Task<JsonObject> JsonOf(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
}
