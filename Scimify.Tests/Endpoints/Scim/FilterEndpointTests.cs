namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Two users, one with every attribute and one with only a name, and a group with the first.</summary>
public sealed class Pair : IAsyncLifetime
{
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    public Wire Wire { get; } = new();

    public string Rich { get; private set; } = "";

    public string Poor { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Wire.InitializeAsync();
        await Wire.Bridge.DeleteAsync($"/Groups/{Wire.GroupId}");
        await Wire.Bridge.DeleteAsync($"/Users/{Wire.UserId}");
        Rich = (await Wire.Bridge.PostAsync("/Users", $$$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","{{{Enterprise}}}"],"userName":"Rich@Example.com","externalId":"Ext-1","title":"Tour \"Guide\"","active":true,
             "name":{"givenName":"Rich","familyName":"O'Malley"},"profileUrl":"https://example.com/Rich","displayName":"",
             "emails":[{"value":"rich@example.com","type":"work","primary":true},{"value":"rich@home.example","type":"home"}],
             "ims":[{"value":"Viewer"}],"x509Certificates":[{"value":"TWFu"}],"{{{Enterprise}}}":{"employeeNumber":"701984","manager":{"value":"boss"} } }
            """)).Id;
        Poor = (await Wire.Bridge.PostAsync("/Users", """{"userName":"poor","active":false}""")).Id;
        await Wire.Bridge.PostAsync("/Groups", $$"""{"displayName":"Guides","members":[{"value":"{{Rich}}"}]}""");
        await Wire.Bridge.SettledAsync();
    }

    public ValueTask DisposeAsync() => Wire.DisposeAsync();
}

/// <summary>RFC 7644 section 3.4.2.2 over HTTP: each operator on each type of attribute, and combinations.</summary>
public sealed class FilterEndpointTests(Pair pair) : IClassFixture<Pair>
{
    [Theory]
    // Text, ignoring case.
    [InlineData("userName eq \"RICH@example.COM\"", "rich")]
    [InlineData("userName ne \"rich@example.com\"", "poor")]
    [InlineData("userName co \"EXAMPLE\"", "rich")]
    [InlineData("userName sw \"PO\"", "poor")]
    [InlineData("userName ew \".COM\"", "rich")]
    [InlineData("userName gt \"q\"", "rich")]
    [InlineData("userName ge \"poor\"", "rich poor")]
    [InlineData("userName lt \"Q\"", "poor")]
    [InlineData("userName le \"rich@example.com\"", "rich poor")]
    [InlineData("title eq \"tour \\\"guide\\\"\"", "rich")]
    [InlineData("title ne \"x\"", "rich poor")]
    [InlineData("title pr", "rich")]
    [InlineData("displayName pr", "")]
    [InlineData("name.familyName co \"'m\"", "rich")]
    // Text, case-exact.
    [InlineData("externalId eq \"Ext-1\"", "rich")]
    [InlineData("externalId eq \"ext-1\"", "")]
    [InlineData("externalId sw \"Ext\"", "rich")]
    [InlineData("externalId sw \"ext\"", "")]
    [InlineData("id eq \"{rich}\"", "rich")]
    [InlineData("id ne \"{rich}\"", "poor")]
    // Booleans.
    [InlineData("active eq true", "rich")]
    [InlineData("active eq false", "poor")]
    [InlineData("active ne true", "poor")]
    [InlineData("active pr", "rich poor")]
    [InlineData("active eq \"True\"", "rich")]
    // Times.
    [InlineData("meta.created gt \"2011-05-13T04:42:34Z\"", "rich poor")]
    [InlineData("meta.created lt \"2011-05-13T04:42:34.123+02:00\"", "")]
    [InlineData("meta.lastModified ge \"0001-01-03T00:00:00.0000000Z\"", "rich poor")]
    [InlineData("meta.lastModified le \"9999-12-31T23:59:59.9999999Z\"", "rich poor")]
    [InlineData("meta.created ne \"2011-05-13T04:42:34Z\"", "rich poor")]
    [InlineData("meta.created eq \"2011-05-13T04:42:34Z\"", "")]
    [InlineData("meta.created sw \"20\"", "rich poor")]
    // References and binaries.
    [InlineData("profileUrl eq \"https://example.com/Rich\"", "rich")]
    [InlineData("profileUrl eq \"https://example.com/rich\"", "")]
    [InlineData("profileUrl sw \"https:\"", "rich")]
    [InlineData("profileUrl pr", "rich")]
    [InlineData("x509Certificates.value eq \"TWFu\"", "rich")]
    [InlineData("x509Certificates.value eq \"twfu\"", "")]
    [InlineData("x509Certificates.value ne \"TWFu\"", "poor")]
    [InlineData("x509Certificates.value pr", "rich")]
    // Complex and multi-valued ones.
    [InlineData("emails pr", "rich")]
    [InlineData("emails eq \"RICH@home.example\"", "rich")]
    [InlineData("emails.value ew \"home.example\"", "rich")]
    [InlineData("emails co \"@\"", "rich")]
    [InlineData("emails.type eq \"HOME\"", "rich")]
    [InlineData("emails[type eq \"work\" and value co \"@example.com\"]", "rich")]
    [InlineData("emails[type eq \"home\" and value co \"@example.com\"]", "")]
    [InlineData("emails[type eq \"home\" or (type eq \"x\" and value pr)]", "rich")]
    [InlineData("emails[not (type eq \"work\")]", "rich")]
    [InlineData("emails[primary eq true].value eq \"rich@example.com\"", "rich")]
    [InlineData("emails[primary eq false].value eq \"rich@home.example\"", "rich")]
    [InlineData("ims eq \"viewer\"", "rich")]
    [InlineData("name pr", "rich")]
    [InlineData("groups.display eq \"guides\"", "rich")]
    [InlineData("groups pr", "rich")]
    [InlineData("not (groups pr)", "poor")]
    // Extensions, URNs and common attributes.
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"701984\"", "rich")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"boss\"", "rich")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq \"boss\"", "rich")]
    [InlineData("URN:IETF:params:scim:schemas:core:2.0:user:USERNAME sw \"rich\"", "rich")]
    [InlineData("schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"", "rich")]
    [InlineData("meta.resourceType eq \"User\"", "rich poor")]
    [InlineData("meta.resourceType eq \"Group\"", "")]
    [InlineData("meta.version eq \"W/\\\"1\\\"\"", "rich poor")]
    [InlineData("meta.location ew \"/Users/{rich}\"", "rich")]
    [InlineData("meta.location eq \"{base}/Users/{poor}\"", "poor")]
    [InlineData("meta.location pr", "rich poor")]
    [InlineData("urn:scimify:params:scim:schemas:extension:looker:2.0:User:lookerUserId pr", "rich")]
    // Combinations.
    [InlineData("title pr and active eq true", "rich")]
    [InlineData("title pr or active eq false", "rich poor")]
    [InlineData("userName eq \"poor\" or userName sw \"rich\" and title co \"nobody\"", "poor")]
    [InlineData("(userName eq \"poor\" or userName sw \"rich\") and title pr", "rich")]
    [InlineData("not (title pr)", "poor")]
    [InlineData("NOT (title PR) AND active EQ FALSE", "poor")]
    [InlineData("not (title pr and not (active eq false))", "poor")]
    [InlineData("title eq null", "poor")]
    [InlineData("title ne null", "rich")]
    [InlineData("userName eq \"\\u0070oor\"", "poor")]
    public async Task A_filter_finds_whom_it_means(string filter, string found)
    {
        var reply = await pair.Wire.GetAsync("/Users?filter=" + Uri.EscapeDataString(Filled(filter)));
        Assert.True(reply.Status == 200, reply.Text);
        Assert.Equal(found, string.Join(' ', reply.Ids.Select(id => id == pair.Rich ? "rich" : "poor")));
        Assert.Equal(reply.Ids.Count, reply.Total);
        var searched = await pair.Wire.SendAsync("POST", "/Users/.search", new System.Text.Json.Nodes.JsonObject { ["filter"] = Filled(filter) }.ToJsonString());
        Assert.Equal(reply.Ids, searched.Ids);
    }

    [Theory]
    [InlineData("active gt false")]
    [InlineData("active co true")]
    [InlineData("active eq \"perhaps\"")]
    [InlineData("x509Certificates.value gt \"TWFu\"")]
    [InlineData("x509Certificates.value le \"TWFu\"")]
    [InlineData("meta.created eq \"yesterday\"")]
    [InlineData("meta.created gt 7")]
    [InlineData("active eq 2")]
    [InlineData("userName eq true")]
    [InlineData("userName gt null")]
    [InlineData("name eq \"x\"")]
    [InlineData("meta eq \"x\"")]
    [InlineData("userName[type eq \"work\"]")]
    [InlineData("name[familyName eq \"x\"]")]
    [InlineData("emails[type eq \"work\" and emails[type eq \"home\"]]")]
    [InlineData("emails.shoeSize eq \"1\"")]
    [InlineData("emails[shoeSize eq \"1\"]")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:shoeSize eq \"1\"")]
    [InlineData("groups.type eq \"direct\"")]
    [InlineData("password pr")]
    [InlineData("userName eq \"a\" userName eq \"b\"")]
    [InlineData("userName eq 'poor'")]
    [InlineData("userName = \"poor\"")]
    [InlineData("not title pr")]
    [InlineData("and title pr")]
    [InlineData("title pr)")]
    [InlineData("()")]
    [InlineData("userName eq \"open")]
    public async Task A_filter_that_fits_no_attribute_is_refused_with_its_reason(string filter)
    {
        var reply = await pair.Wire.GetAsync("/Users?filter=" + Uri.EscapeDataString(filter));
        Assert.Equal((400, "invalidFilter"), (reply.Status, reply.ScimType));
    }

    [Theory]
    [InlineData("members eq \"{rich}\"", 1)]
    [InlineData("members.value eq \"{poor}\"", 0)]
    [InlineData("members[value eq \"{rich}\"]", 1)]
    [InlineData("members pr", 1)]
    [InlineData("id pr and members.value eq \"{rich}\"", 1)]
    [InlineData("displayName sw \"gui\" and meta.resourceType eq \"Group\"", 1)]
    [InlineData("urn:scimify:params:scim:schemas:extension:looker:2.0:Group:description sw \"Created via Scimify\"", 1)]
    [InlineData("urn:scimify:params:scim:schemas:extension:looker:2.0:Group:lookerGroupId pr", 1)]
    [InlineData("meta.location co \"/Groups/\"", 1)]
    public async Task Groups_are_found_by_their_members_and_by_what_answers_say(string filter, int total) =>
        Assert.Equal(total, (await pair.Wire.GetAsync("/Groups?filter=" + Uri.EscapeDataString(Filled(filter)))).Total);

    [Theory]
    [InlineData("meta.resourceType eq \"User\"", 2)]
    [InlineData("meta.resourceType eq \"Group\" or userName eq \"poor\"", 2)]
    [InlineData("(meta.resourceType eq User) or displayName eq \"Guides\"", -1)]
    [InlineData("displayName eq \"Guides\" or title pr", 2)]
    public async Task A_search_at_the_root_looks_at_all_of_them(string filter, int total)
    {
        var reply = await pair.Wire.SendAsync("POST", "/.search", new System.Text.Json.Nodes.JsonObject { ["filter"] = filter }.ToJsonString());
        Assert.Equal(total < 0 ? 400 : 200, reply.Status);
        Assert.True(total < 0 || reply.Total == total, reply.Text);
        var listed = await pair.Wire.GetAsync("/?filter=" + Uri.EscapeDataString(filter));
        Assert.Equal((reply.Status, reply.Body!["totalResults"]?.ToJsonString()), (listed.Status, listed.Body!["totalResults"]?.ToJsonString()));
    }

    [Theory]
    [InlineData("userName", "poor rich")]
    [InlineData("externalId", "rich poor")]
    [InlineData("emails", "rich poor")]
    [InlineData("emails.type", "rich poor")]
    [InlineData("name.familyName", "rich poor")]
    [InlineData("active", "poor rich")]
    [InlineData("meta.created", "rich poor")]
    [InlineData("meta.lastModified", "rich poor")]
    [InlineData("x509Certificates", "rich poor")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber", "rich poor")]
    [InlineData("urn:scimify:params:scim:schemas:extension:looker:2.0:User:lookerUserId", "rich poor")]
    public async Task Any_attribute_sorts_and_descending_is_the_reverse(string sortBy, string ascending)
    {
        foreach (var order in (string[])["", "&sortOrder=ascending", "&sortOrder=Descending"])
        {
            var reply = await pair.Wire.GetAsync($"/Users?sortBy={sortBy}{order}");
            var names = reply.Ids.Select(id => id == pair.Rich ? "rich" : "poor");
            Assert.Equal(ascending, string.Join(' ', order.EndsWith("ing", StringComparison.Ordinal) && order.Contains("Desc", StringComparison.Ordinal) ? names.Reverse() : names));
        }
    }

    [Theory]
    [InlineData("/Users?sortBy=groups")]
    [InlineData("/Users?sortBy=groups.display")]
    [InlineData("/Groups?sortBy=members.value")]
    [InlineData("/Users?sortBy=password")]
    [InlineData("/Users?sortBy=name")]
    [InlineData("/Users?sortBy=meta")]
    public async Task An_order_that_cannot_be_made_is_refused_and_not_pretended(string path)
    {
        var reply = await pair.Wire.GetAsync(path);
        Assert.Equal((400, "invalidValue"), (reply.Status, reply.ScimType));
    }

    private string Filled(string text) => text
        .Replace("{rich}", pair.Rich, StringComparison.Ordinal)
        .Replace("{poor}", pair.Poor, StringComparison.Ordinal)
        .Replace("{base}", new Uri(pair.Wire.Bridge.App.BaseAddress, "/scim/v2").ToString(), StringComparison.Ordinal);
}
