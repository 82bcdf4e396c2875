using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Primitives;
using Scimify.Portal.Features.ApiReference;

namespace Scimify.Tests.Endpoints.Api;

public sealed class OpenApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_has_exactly_the_routes_that_are_mapped()
    {
        var document = await DocumentAsync();
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{LetterCase.Upper(operation.Name)} {path.Name["/api/v1".Length..]}"));
        Assert.Equal(ApiRoutes.Of(world).SelectMany(ApiRoutes.NamesOf).Order(), described.Order());
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_takes_and_answers()
    {
        var document = await DocumentAsync();
        var operations = Operations(document).ToList();
        Assert.Equal(operations.Count, operations.Select(o => o.Value.GetProperty("operationId").GetString()).Distinct().Count());
        foreach (var (name, operation) in operations)
        {
            Assert.True(operation.GetProperty("summary").GetString()!.Length > 10, name);
            Assert.Contains("Needs the permission", operation.GetProperty("description").GetString(), StringComparison.Ordinal);
            var responses = operation.GetProperty("responses").EnumerateObject().ToDictionary(r => r.Name, r => r.Value);
            var success = Assert.Single(responses, r => r.Key[0] == '2');
            var form = Assert.Single(success.Value.GetProperty("content").EnumerateObject());
            Assert.Equal(name.EndsWith("-pack", StringComparison.Ordinal) || name.Contains("/evidence-packs/", StringComparison.Ordinal) ? "application/zip" : name.EndsWith("/record", StringComparison.Ordinal) ? "application/jsonl" : "application/json", form.Name);
            Assert.True(form.Value.TryGetProperty("schema", out _), name);
            Assert.True(responses.ContainsKey("401") && responses.ContainsKey("403"), name);
            Assert.Equal(name.Contains('{', StringComparison.Ordinal), responses.ContainsKey("404"));
        }
    }

    /// <summary>Creating it takes long, and whoever asks needs no account.</summary>
    [Fact]
    public async Task It_is_created_once_and_not_sent_again_to_whom_has_it()
    {
        var source = world.App.Services.GetRequiredService<ApiDocumentSource>();
        Assert.Same(await source.DocumentAsync(Ct), await source.DocumentAsync(Ct));

        using var first = await world.App.Client.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), Ct);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await world.App.Client.SendAsync(again, Ct);
        Assert.Equal((200, 304), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task A_body_is_described_member_by_member_with_its_bounds()
    {
        var document = await DocumentAsync();
        var body = document.GetProperty("paths").GetProperty("/api/v1/integrations").GetProperty("post").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json");
        var schema = body.GetProperty("schema");
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(["clientId", "clientSecret", "name"], schema.GetProperty("required").EnumerateArray().Select(r => r.GetString()!).Order(StringComparer.Ordinal));
        var properties = schema.GetProperty("properties");
        Assert.True(properties.GetProperty("clientSecret").GetProperty("writeOnly").GetBoolean());
        Assert.Equal(["live", "plan", "paused"], properties.GetProperty("mode").GetProperty("enum").EnumerateArray().Select(r => r.GetString()!));
        var window = properties.GetProperty("policies").GetProperty("properties").GetProperty("deletionGuard").GetProperty("properties").GetProperty("windowMinutes");
        Assert.Equal((1, 10_080), (window.GetProperty("minimum").GetInt32(), window.GetProperty("maximum").GetInt32()));
        Assert.Equal("mycompany", body.GetProperty("example").GetProperty("instanceName").GetString());
    }

    [Fact]
    public async Task The_example_of_a_body_is_accepted()
    {
        var document = await DocumentAsync();
        var example = document.GetProperty("paths").GetProperty("/api/v1/integrations").GetProperty("post").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();
        Assert.Equal(201, (await world.Owner.PostAsync("/integrations", example.Replace("the key's secret", "secret", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task An_envelope_is_ok_and_its_results()
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas").EnumerateObject().Where(s => s.Name.StartsWith("EnvelopeOf", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(schemas);
        Assert.All(schemas, schema =>
        {
            Assert.Equal("""{"enum":["ok"],"type":"string"}""", JsonSerializer.Serialize(schema.Value.GetProperty("properties").GetProperty("status")));
            Assert.Equal(2, schema.Value.GetProperty("required").GetArrayLength());
            Assert.DoesNotContain("null", schema.Value.GetProperty("properties").GetProperty("results").GetRawText(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await DocumentAsync();
        var references = References(document).Distinct().ToList();
        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            var target = reference.TrimStart('#', '/').Split('/').Aggregate((JsonElement?)document,
                (node, name) => node is { ValueKind: JsonValueKind.Object } n && n.TryGetProperty(name, out var next) ? next : null);
            Assert.True(target is not null, reference);
        }
    }

    [Fact]
    public async Task The_scheme_of_the_key_is_told_and_nothing_needs_one_to_read_it()
    {
        var document = await DocumentAsync();
        var scheme = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("ApiKey");
        Assert.Equal(("apiKey", "header", "Authorization"),
            (scheme.GetProperty("type").GetString(), scheme.GetProperty("in").GetString(), scheme.GetProperty("name").GetString()));
        Assert.True(document.GetProperty("security")[0].TryGetProperty("ApiKey", out _));
    }

    private static IEnumerable<(string Name, JsonElement Value)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => ($"{LetterCase.Upper(operation.Name)} {path.Name}", operation.Value)));

    private static IEnumerable<string> References(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(p => p is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private async Task<JsonElement> DocumentAsync()
    {
        using var response = await world.App.Client.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), Ct);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(Ct));
    }
}
