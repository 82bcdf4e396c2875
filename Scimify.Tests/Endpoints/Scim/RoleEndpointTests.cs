using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Directory.Roles;
using Scimify.Core.Integrations;
using Scimify.Core.Scim.Values;
using Scimify.Core.Tokens;
using Scimify.Tests.Provisioning;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>A bridge whose last comparison found the four roles of its Looker. One of them is held by the user, through the group.</summary>
public sealed class LookerRoles : IAsyncLifetime
{
    public const string Held = "4";

    public Wire Wire { get; } = new();

    /// <summary>SCIM IDs, by the name of the role.</summary>
    public IReadOnlyDictionary<string, string> Ids { get; private set; } = new Dictionary<string, string>();

    public async ValueTask InitializeAsync()
    {
        await Wire.InitializeAsync();
        Wire.Bridge.Grant(Held, "Pioneers");
        await ReconcileTests.CompareAsync(Wire.Bridge);
        Ids = (await Wire.GetAsync("/Roles")).Body!["Resources"]!.AsArray().ToDictionary(role => (string)role!["displayName"]!, role => (string)role!["id"]!);
    }

    public ValueTask DisposeAsync() => Wire.DisposeAsync();

    /// <summary>The same with {Name} replaced by the SCIM ID of the role.</summary>
    internal string Filled(string text) => Ids.Aggregate(text, (filled, role) => filled.Replace($"{{{role.Key}}}", role.Value, StringComparison.Ordinal));
}

/// <summary>/Roles over HTTP: Looker's roles, read and never written.</summary>
public sealed class RoleEndpointTests(LookerRoles roles) : IClassFixture<LookerRoles>
{
    private const string Schema = "urn:okta:scim:schemas:core:1.0:Role";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_role_of_Looker_is_listed_in_Oktas_schema()
    {
        var list = await roles.Wire.GetAsync("/Roles");
        Assert.Equal("Admin, Developer, User, Viewer", Names(list));
        Assert.Equal((4, 4, 1), ((int)list.Total, (int)list.Body!["itemsPerPage"]!, (int)list.Body["startIndex"]!));

        var viewer = (await roles.Wire.GetAsync(roles.Filled("/Roles/{Viewer}"))).Body!.AsObject();
        Assert.Equal(["schemas", "id", "displayName", "meta"], viewer.Select(member => member.Key));
        Assert.Equal([Schema], viewer["schemas"]!.AsArray().Select(schema => (string)schema!));
        Assert.Equal(("Viewer", "Role", "W/\"1\""), ((string)viewer["displayName"]!, (string)viewer["meta"]!["resourceType"]!, (string)viewer["meta"]!["version"]!));
        Assert.Equal(viewer.ToJsonString(), list.Body["Resources"]![3]!.ToJsonString());
    }

    [Fact]
    public async Task No_read_calls_Looker()
    {
        var before = roles.Wire.Bridge.LastCall;
        foreach (var path in (string[])["/Roles", "/Roles/{Viewer}", "/Roles?filter=displayName eq \"User\"", "/Roles?sortBy=displayName&cursor", "/", "/ResourceTypes/Role", "/Schemas/" + Schema])
        {
            Assert.Equal(200, (await roles.Wire.GetAsync(roles.Filled(path))).Status);
        }

        Assert.Equal(200, (await roles.Wire.SendAsync("POST", "/Roles/.search", "{}")).Status);
        Assert.Empty(roles.Wire.Bridge.CallsSince(before));
    }

    [Theory]
    [InlineData("displayName eq \"viewer\"", "Viewer")]
    [InlineData("displayName ne \"viewer\"", "Admin, Developer, User")]
    [InlineData("displayName sw \"D\"", "Developer")]
    [InlineData("displayName co \"EVE\"", "Developer")]
    [InlineData("displayName ew \"er\"", "Developer, User, Viewer")]
    [InlineData("displayName gt \"t\"", "User, Viewer")]
    [InlineData("displayName eq \"User\" or displayName eq \"Viewer\" or displayName eq \"Nobody\"", "User, Viewer")]
    [InlineData("displayName co \"e\" and not (displayName sw \"d\")", "User, Viewer")]
    [InlineData("id eq \"{Viewer}\"", "Viewer")]
    [InlineData("id eq \"{Viewer}\" or id eq \"{Admin}\"", "Admin, Viewer")]
    [InlineData("urn:okta:scim:schemas:core:1.0:Role:displayName eq \"Admin\"", "Admin")]
    [InlineData("meta.resourceType eq \"Role\" and displayName sw \"a\"", "Admin")]
    [InlineData("meta.location ew \"/Roles/{User}\"", "User")]
    [InlineData("meta.created lt \"2000-01-01T00:00:00Z\"", "")]
    [InlineData("externalId pr", "")]
    [InlineData("displayName pr", "Admin, Developer, User, Viewer")]
    public async Task A_filter_finds_what_it_means(string filter, string names)
    {
        var found = await roles.Wire.GetAsync("/Roles?filter=" + Uri.EscapeDataString(roles.Filled(filter)));
        Assert.Equal(names, Names(found));
        Assert.Equal(found.Ids.Count, found.Total);
        var searched = await roles.Wire.SendAsync("POST", "/Roles/.search", new JsonObject { ["filter"] = roles.Filled(filter) }.ToJsonString());
        Assert.Equal(found.Text, searched.Text);
    }

    [Theory]
    [InlineData("userName eq \"grace@example.com\"")]
    [InlineData("members eq \"{user}\"")]
    [InlineData("displayName")]
    public async Task A_filter_that_fits_no_role_is_refused(string filter)
    {
        var reply = await roles.Wire.GetAsync($"/Roles?filter={filter}");
        Assert.Equal((400, "invalidFilter"), (reply.Status, reply.ScimType));
    }

    [Theory]
    [InlineData("startIndex=2&count=2", 4, "Developer, User")]
    [InlineData("startIndex=6", 4, "")]
    [InlineData("count=0", 4, "")]
    [InlineData("sortBy=displayName&sortOrder=descending", 4, "Viewer, User, Developer, Admin")]
    [InlineData("sortBy=displayName&sortOrder=descending&startIndex=2&count=2", 4, "User, Developer")]
    [InlineData("filter=displayName co \"e\"&startIndex=2&count=2", 3, "User, Viewer")]
    [InlineData("filter=displayName ew \"r\"&startIndex=2&count=1&sortBy=meta.location", 3, null)]
    public async Task Pages_are_cut_from_one_order(string query, int total, string? names)
    {
        var page = await roles.Wire.GetAsync($"/Roles?{query}");
        Assert.Equal((200, total), (page.Status, (int)page.Total));
        Assert.Equal(names ?? (await roles.Wire.GetAsync($"/Roles?{query.Replace("startIndex=2&count=1&", "", StringComparison.Ordinal)}")).Body!["Resources"]![1]!["displayName"]!.ToString(), Names(page));
    }

    [Theory]
    [InlineData("", "Admin, Developer, User, Viewer")]
    [InlineData("&sortBy=displayName", "Admin, Developer, User, Viewer")]
    [InlineData("&filter=displayName ew \"r\"", "Developer, User, Viewer")]
    public async Task A_cursor_leads_through_all_of_them_once(string query, string names)
    {
        var seen = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var page = await roles.Wire.GetAsync($"/Roles?count=2{query}&cursor={Uri.EscapeDataString(next)}");
            Assert.InRange(page.Ids.Count, 1, 2);
            seen.Add(Names(page));
            next = (string?)page.Body!["nextCursor"];
            Assert.True(seen.Count < 5);
        }

        Assert.Equal(names, string.Join(", ", seen));
    }

    [Theory]
    [InlineData("attributes=displayName", "displayName id schemas")]
    [InlineData("attributes=urn:okta:scim:schemas:core:1.0:Role:displayName,meta.location", "displayName id meta schemas")]
    [InlineData("attributes=members", "id schemas")]
    [InlineData("excludedAttributes=meta,displayName", "id schemas")]
    public async Task An_answer_has_what_was_asked_for(string query, string members)
    {
        Assert.Equal(members, Members((await roles.Wire.GetAsync(roles.Filled($"/Roles/{{User}}?{query}"))).Body));
        Assert.Equal(members, Members((await roles.Wire.GetAsync($"/Roles?{query}")).Body!["Resources"]![0]));
    }

    [Fact]
    public async Task A_role_that_a_client_has_already_is_not_sent_again()
    {
        var path = roles.Filled("/Roles/{User}");
        var version = (await roles.Wire.GetAsync(path)).Headers["ETag"];
        Assert.Equal(304, (await roles.Wire.SendAsync("GET", path, null, null, "If-None-Match", version)).Status);
        Assert.Equal(200, (await roles.Wire.SendAsync("GET", path, null, null, "If-None-Match", "W/\"0\"")).Status);
    }

    [Theory]
    [InlineData("/Roles/4")]
    [InlineData("/Roles/00000000-0000-0000-0000-000000000004")]
    [InlineData("/Roles/{user}")]
    [InlineData("/Roles/{group}")]
    public async Task What_is_no_role_is_404(string path) => Assert.Equal(404, (await roles.Wire.GetAsync(path)).Status);

    [Theory]
    [InlineData("POST", "/Roles", "GET, HEAD")]
    [InlineData("PUT", "/Roles/{User}", "GET, HEAD")]
    [InlineData("PATCH", "/Roles/{User}", "GET, HEAD")]
    [InlineData("DELETE", "/Roles/{User}", "GET, HEAD")]
    [InlineData("DELETE", "/Roles", "GET, HEAD")]
    [InlineData("PUT", "/Roles/.search", "POST")]
    public async Task A_write_is_405_and_changes_nothing(string method, string path, string allowed)
    {
        var before = (await roles.Wire.GetAsync("/Roles")).Text;
        var calls = roles.Wire.Bridge.LastCall;

        var reply = await roles.Wire.SendAsync(method, roles.Filled(path), method == "DELETE" ? null : $$"""{"schemas":["{{Schema}}"],"displayName":"Mine"}""");

        Assert.Equal((405, allowed), (reply.Status, reply.Headers["Allow"]));
        Assert.Equal(before, (await roles.Wire.GetAsync("/Roles")).Text);
        Assert.Empty(roles.Wire.Bridge.CallsSince(calls));
    }

    [Fact]
    public async Task In_bulk_a_write_is_405_too_and_the_other_operations_are_done()
    {
        var before = (await roles.Wire.GetAsync("/Roles")).Text;
        var reply = await roles.Wire.SendAsync("POST", "/Bulk", roles.Filled("""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
            {"method":"POST","path":"/Roles","bulkId":"r","data":{"displayName":"Mine"}},
            {"method":"PUT","path":"/Roles/{User}","data":{"displayName":"Mine"}},
            {"method":"PATCH","path":"/roles/{User}","data":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Mine"}]}},
            {"method":"DELETE","path":"/Roles/{User}"},
            {"method":"DELETE","path":"/Robots/{User}"},
            {"method":"PATCH","path":"/Groups/{group}","data":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"externalId","value":"after-roles"}]}}]}
            """));

        Assert.Equal(["405", "405", "405", "405", "404", "200"], reply.Body!["Operations"]!.AsArray().Select(operation => (string)operation!["status"]!));
        Assert.Contains("[METHOD_NOT_ALLOWED]", (string)reply.Body["Operations"]![0]!["response"]!["detail"]!, StringComparison.Ordinal);
        Assert.Equal(before, (await roles.Wire.GetAsync("/Roles")).Text);
    }

    [Theory]
    [InlineData("", "User Group Role Role Role Role")]
    [InlineData("startIndex=2&count=3", "Group Role Role")]
    [InlineData("startIndex=4&count=2", "Role Role")]
    [InlineData("count=2", "User Group")]
    [InlineData("filter=displayName sw \"p\" or displayName sw \"v\"", "Group Role")]
    [InlineData("filter=meta.resourceType eq \"Role\"", "Role Role Role Role")]
    [InlineData("filter=userName pr", "User")]
    public async Task A_search_over_everything_has_them_after_the_groups(string query, string types)
    {
        var reply = await roles.Wire.GetAsync($"/?{query}");
        Assert.Equal(types, string.Join(' ', reply.Body!["Resources"]!.AsArray().Select(resource => (string)resource!["meta"]!["resourceType"]!)));
        Assert.Equal(query.StartsWith("filter", StringComparison.Ordinal) ? reply.Ids.Count : 6, reply.Total);
    }

    [Theory]
    [InlineData(TokenScopes.Users)]
    [InlineData(TokenScopes.Groups)]
    [InlineData(TokenScopes.Users | TokenScopes.ReadOnly)]
    public async Task Every_token_of_the_integration_reads_them(TokenScopes scopes)
    {
        var app = roles.Wire.Bridge.App;
        var token = await app.Services.GetRequiredService<TokenService>().CreateAsync(
            app.Fresh(roles.Wire.Bridge.Owner), new NewScimToken(roles.Wire.Bridge.Integration.Id, $"{scopes}", null) { Scopes = scopes }, Ct);
        using var client = app.NewClient(scimToken: token.Secret);
        Assert.Equal(4, Total(await client.GetStringAsync("/scim/v2/Roles", Ct)));
        Assert.Equal(5, Total(await client.GetStringAsync("/scim/v2/", Ct)));
    }

    [Fact]
    public async Task Nothing_of_another_integration_or_organization_is_ever_shown()
    {
        var app = roles.Wire.Bridge.App;
        var stranger = await app.PersonAsync(organization: "Elsewhere");
        var others = new[] { (Owner: roles.Wire.Bridge.Owner, Name: "Sibling"), (Owner: stranger, Name: "Stranger") };
        foreach (var (owner, name) in others)
        {
            var integration = await app.IntegrationRowAsync(owner, name);
            var id = await ListedAsync(app, integration, $"{name}'s role");
            using var client = app.NewClient(scimToken: (await app.ScimTokenAsync(owner, integration.Id)).Secret);

            Assert.Equal($"{name}'s role", await NamesAsync(client, "/Roles"));
            Assert.Equal("", await NamesAsync(client, "/Roles?filter=displayName eq \"Viewer\""));
            Assert.Equal("", await NamesAsync(client, roles.Filled("/Roles?filter=id eq \"{Viewer}\" or id eq \"{Admin}\"")));
            Assert.Equal("", await NamesAsync(client, roles.Filled("/Roles?filter=meta.location ew \"{Viewer}\"")));
            Assert.Equal($"{name}'s role", await NamesAsync(client, "/"));
            using var theirs = await client.GetAsync(roles.Filled("/scim/v2/Roles/{Viewer}"), Ct);
            Assert.Equal(404, (int)theirs.StatusCode);
            var cursor = Uri.EscapeDataString((string)(await roles.Wire.GetAsync("/Roles?count=2&cursor=")).Body!["nextCursor"]!);
            using var stolen = await client.GetAsync($"/scim/v2/Roles?count=2&cursor={cursor}", Ct);
            Assert.Equal(400, (int)stolen.StatusCode);

            Assert.Equal(404, (await roles.Wire.GetAsync($"/Roles/{id}")).Status);
            Assert.Equal("Admin, Developer, User, Viewer", Names(await roles.Wire.GetAsync("/Roles")));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("scim_00000000000000000000000000000000")]
    public async Task Without_a_good_token_nothing_is_read(string? token)
    {
        using var client = roles.Wire.Bridge.App.NewClient(scimToken: token);
        foreach (var path in (string[])["/Roles", "/Roles/{Viewer}"])
        {
            using var read = await client.GetAsync("/scim/v2" + roles.Filled(path), Ct);
            Assert.Equal(401, (int)read.StatusCode);
        }

        using var body = new StringContent("{}", Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using var searched = await client.PostAsync("/scim/v2/Roles/.search", body, Ct);
        Assert.Equal(401, (int)searched.StatusCode);
    }

    private static async Task<Guid> ListedAsync(ScimifyApp app, Integration integration, string name)
    {
        await using var context = app.NewContext();
        var role = new ScimRoleRow
        {
            Id = Guid.NewGuid(),
            IntegrationKey = integration.Key,
            LookerRoleId = LookerRoles.Held,
            DisplayName = name,
            DisplayNameNorm = ScimText.Normalise(name),
            Version = 1,
        };
        context.ScimRoles.Add(role);
        await context.SaveChangesAsync(Ct);
        return role.Id;
    }

    private static async Task<string> NamesAsync(HttpClient client, string path) =>
        Names(JsonNode.Parse(await client.GetStringAsync("/scim/v2" + path, Ct))!);

    private static int Total(string list) => (int)JsonNode.Parse(list)!["totalResults"]!;

    private static string Names(WireReply list) => Names(list.Body!);

    private static string Names(JsonNode list) => string.Join(", ", list["Resources"]!.AsArray().Select(role => (string)role!["displayName"]!));

    private static string Members(JsonNode? resource) => string.Join(' ', resource!.AsObject().Select(member => member.Key).Order(StringComparer.OrdinalIgnoreCase));
}
