using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Tests.Endpoints.Api;

namespace Scimify.Tests.Docs;

/// <summary>docs/contracts.md has the routes, permissions, members and limits of the running server.</summary>
public sealed class ContractRouteTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private static readonly MarkdownFile Contracts = MarkdownFile.Named("docs/contracts.md");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_REST_route_is_there_with_its_permission_and_no_other() => Assert.Equal(
        ApiRoutes.Of(world)
            .SelectMany(route => ApiRoutes.NamesOf(route).Select(name => $"{name}: {string.Join(' ', route.Metadata.OfType<IAuthorizeData>().Select(a => a.Policy).OfType<string>())}"))
            .Order(StringComparer.Ordinal),
        Contracts.Headings.Distinct().SelectMany(Contracts.Rows).Where(row => row.Length == 3 && IsRoute(row[0]) && !row[1].Contains(' ', StringComparison.Ordinal))
            .Select(row => $"{row[0].Trim('`')}: {row[1].Trim('`')}")
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_SCIM_route_is_there_and_no_other() => Assert.Equal(
        ScimRoutes().Distinct().Order(StringComparer.Ordinal),
        Contracts.Rows("SCIM endpoint").Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_member_of_a_body_an_answer_and_a_query_is_named()
    {
        var document = await DocumentAsync();
        var members = Members(document).Concat(QueryParameters(document)).Distinct().ToList();

        Assert.True(members.Count > 150, $"only {members.Count} members");
        Assert.Equal("", string.Join(' ', members.Where(member => !Contracts.CodeWords.Contains(member)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Policies_take_exactly_these_values()
    {
        var document = await DocumentAsync();
        var body = document.GetProperty("paths").GetProperty("/api/v1/integrations").GetProperty("post").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema");
        var rows = Contracts.Rows("Integration policies").ToDictionary(row => row[0].Trim('`'), row => row[2]);
        var checkedPolicies = Policies(document, Property(document, body, "policies"), "").ToList();

        Assert.Equal(rows.Keys.Order(StringComparer.Ordinal), checkedPolicies.Select(policy => policy.Name).Order(StringComparer.Ordinal));
        Assert.All(checkedPolicies, policy => Assert.StartsWith(policy.Values, rows[policy.Name], StringComparison.Ordinal));
    }

    private static bool IsRoute(string cell) => cell.StartsWith('`') && cell.Contains(" /", StringComparison.Ordinal);

    /// <summary>Without routes that exist only to answer 405 or 501.</summary>
    private IEnumerable<string> ScimRoutes() =>
        from source in world.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
        from route in source.Endpoints.OfType<RouteEndpoint>()
        where route.RoutePattern.RawText?.StartsWith("scim/v2", StringComparison.Ordinal) == true
        from method in route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
        let path = route.RoutePattern.RawText!["scim/v2".Length..] is { Length: > 0 } rest ? rest : "/"
        where method == "POST" || !path.EndsWith(".search", StringComparison.Ordinal)
        where method == "GET" || path != "/Me"
        select $"{method} {path}";

    /// <summary>The names of properties anywhere in a schema.</summary>
    private static IEnumerable<string> Members(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(member => member is { Name: "properties", Value.ValueKind: JsonValueKind.Object }
            ? member.Value.EnumerateObject().SelectMany(property => Members(property.Value).Prepend(property.Name))
            : Members(member.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(Members),
        _ => [],
    };

    private static IEnumerable<string> QueryParameters(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Value.TryGetProperty("parameters", out _)
        from parameter in operation.Value.GetProperty("parameters").EnumerateArray()
        where parameter.GetProperty("in").GetString() == "query"
        select parameter.GetProperty("name").GetString();

    /// <summary>Each policy with its words or limits, in the form of the table; empty if it has neither.</summary>
    private static IEnumerable<(string Name, string Values)> Policies(JsonElement document, JsonElement schema, string path) =>
        from property in schema.GetProperty("properties").EnumerateObject()
        let resolved = Resolved(document, property.Value)
        from policy in resolved.TryGetProperty("properties", out _)
            ? Policies(document, resolved, $"{path}{property.Name}.")
            : [(path + property.Name, ValuesOf(resolved))]
        select policy;

    private static string ValuesOf(JsonElement schema) =>
        schema.TryGetProperty("enum", out var words) ? string.Join(", ", words.EnumerateArray().Select(word => $"`{word.GetString()}`"))
        : schema.TryGetProperty("minimum", out var least) ? $"{least} to {schema.GetProperty("maximum")}"
        : "";

    private static JsonElement Property(JsonElement document, JsonElement schema, string name) =>
        Resolved(document, Resolved(document, schema).GetProperty("properties").GetProperty(name));

    /// <summary>The actual schema, if this is a reference, or a choice between one and null.</summary>
    private static JsonElement Resolved(JsonElement document, JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference)
            ? reference.GetString()!.TrimStart('#', '/').Split('/').Aggregate(document, (node, name) => node.GetProperty(name))
        : schema.TryGetProperty("oneOf", out var choices) || schema.TryGetProperty("anyOf", out choices)
            ? Resolved(document, choices.EnumerateArray().First(choice => !(choice.TryGetProperty("type", out var type) && type.ToString() == "null")))
        : schema;

    private async Task<JsonElement> DocumentAsync()
    {
        using var response = await world.App.Client.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), Ct);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(Ct));
    }
}
