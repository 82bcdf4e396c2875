using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Requests;
using Scimify.Portal.Host;
using Scimify.Portal.Shared.Inputs;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>Every body and query string of the API with everything that it must refuse.</summary>
public sealed class InputTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private static readonly string[] Wrong = ["null", "true", "7", "1.5", "-1", "\"\"", "\"x\"", "\"a\\u0000b\"", "\"\\ud800\"", "[]", "[7]", "[null]", "[\"x\"]", "[{\"x\":1}]", "{}", "{\"x\":\"\\ud800\"}"];

    /// <summary>Bodies that have the right types, and what is wrong with them.</summary>
    public static TheoryData<string, string, string> Refused => new()
    {
        { "POST /integrations", "{}", "clientId clientSecret instanceName name" },
        { "POST /integrations", """{"name":"a","instanceName":"a.b","baseUrl":"https://looker.example.com","clientId":"a b","clientSecret":"","mode":"live"}""", "baseUrl clientId clientSecret" },
        { "POST /integrations", """{"name":"a\u0001","instanceName":"a b","clientId":"a","clientSecret":"b","policies":{"callsInFlight":0,"deletionGuard":{"maxPercent":101,"windowMinutes":0}}}""", "instanceName name policies.callsInFlight policies.deletionGuard.maxPercent policies.deletionGuard.windowMinutes" },
        { "POST /integrations", """{"name":"a","baseUrl":"ftp://looker.example.com","clientId":"a","clientSecret":"b"}""", "baseUrl" },
        { "POST /integrations", """{"name":"a","baseUrl":"https://169.254.169.254","clientId":"a","clientSecret":"b"}""", "baseUrl" },
        { "PATCH /integrations/{uuid}", """{"baseUrl":null}""", "baseUrl" },
        { "PATCH /integrations/{uuid}", """{"instanceName":null}""", "instanceName" },
        { "PATCH /integrations/{uuid}", """{"name":" "}""", "name" },
        { "POST /integrations/{uuid}/held/release", """{"uuids":[],"all":true}""", "uuids" },
        { "POST /integrations/{uuid}/protected-accounts", """{"address":"nobody"}""", "address" },
        { "PUT /integrations/{uuid}/mappings", "{}", "attributes groups" },
        { "PUT /integrations/{uuid}/mappings", """{"attributes":[],"groups":[{}]}""", "groups.0.group" },
        { "PATCH /integrations/{uuid}/saml-config", "{}", "changes confirm revision" },
        { "POST /integrations/{uuid}/saml-metadata", "{}", "xml" },
        { "POST /integrations/{uuid}/saml-metadata", """{"url":"http://idp.example.com"}""", "url" },
        { "POST /integrations/{uuid}/saml-metadata", """{"xml":"<a/>"}""", "xml" },
        { "POST /integrations/{uuid}/saml-drafts", "{}", "title" },
        { "PATCH /integrations/{uuid}/saml-policy", "{}", "requiresApproval" },
        { "POST /scim/organization-access-tokens", "{}", "description" },
        { "POST /scim/organization-access-tokens", """{"description":"a","scopes":[]}""", "scopes" },
        { "POST /scim/organization-access-tokens", """{"description":"a","integrationUuid":"INTEGRATION","allowedNetworks":["10.0.0.1/8"]}""", "allowedNetworks" },
        { "PATCH /scim/token-policy", """{"maxDays":0}""", "maxDays" },
        { "PATCH /scim/token-policy", """{"neverAllowed":false,"defaultDays":null}""", "defaultDays" },
        { "POST /people", "{}", "role" },
        { "POST /people", """{"email":"nobody","role":"Auditor"}""", "email" },
        { "POST /personal-access-tokens", "{}", "name" },
        { "POST /webhooks", """{"url":"ftp://hooks.example.com"}""", "url" },
        { "POST /integrations", "[]", "body" },
        { "POST /integrations", "{", "body" },
        { "POST /integrations", """{"name":"a","name":"b"}""", "body" },
        { "GET /provisioning-log?status=fine&q=a", "", "status" },
        { "GET /provisioning-log?period=2h", "", "period" },
        { "GET /provisioning-log?period=24h&from=2026-11-01T00:00:00Z", "", "period" },
        { "GET /provisioning-log?resourceType=Role", "", "resourceType" },
        { "GET /provisioning-log?tolerated=perhaps", "", "tolerated" },
        { "GET /audit-log?cursor=nonsense", "", "cursor" },
        { "GET /integrations?page=0&pageSize=501&page_size=1", "", "page pageSize page_size" },
        { "GET /integrations/{uuid}/links?syncState=Applied&resourceType=user&page=1&page=2", "", "page resourceType syncState" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_refused_value_is_a_sentence_that_names_its_field(string route, string body, string fields)
    {
        var integration = await world.IntegrationAsync(mode: Core.Integrations.IntegrationMode.Paused);
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{uuid}", integration.Id.ToString(), StringComparison.Ordinal));
        var answer = await world.Owner.CallAsync(method, path, body.Length == 0 ? null : body.Replace("INTEGRATION", integration.Id.ToString(), StringComparison.Ordinal));

        Assert.Equal((422, fields), (answer.Status, string.Join(' ', answer.Fields.Order(StringComparer.Ordinal))));
        Assert.Equal("", string.Join('\n', Sentences.Broken(Sentences.FieldsOf(answer.Error))));
    }

    [Fact]
    public void Every_wrong_type_of_every_member_is_refused_with_a_sentence_that_names_its_field()
    {
        var types = Inputs(typeof(Body<>)).Concat(Inputs(typeof(Query<>))).ToList();
        Assert.True(types.Count > 30, $"{types.Count} inputs");
        var refused = 0;
        foreach (var type in types)
        {
            foreach (var (path, body) in BadBodies(type))
            {
                var errors = new FieldErrors();
                new InputCheck("member", bounds: true, errors).Object(JsonElement.Parse(body), type, "");
                if (!errors.IsEmpty)
                {
                    refused++;
                    var fields = errors.ToException().Fields;
                    Assert.True(fields.Keys.All(key => key == "body" || key.StartsWith(path, StringComparison.Ordinal)), $"{type.Name}: {body} is refused under {string.Join(' ', fields.Keys)}");
                    Assert.Equal("", string.Join('\n', Sentences.Broken(fields)));
                }
            }
        }

        Assert.True(refused > 1_000, $"{refused} refusals");
    }

    /// <summary>The serializer accepts whatever the check lets through. Otherwise an action would answer with 500.</summary>
    [Fact]
    public void What_is_not_refused_is_bound()
    {
        var bound = 0;
        foreach (var argument in Arguments(typeof(Body<>)).Concat(Arguments(typeof(Query<>))))
        {
            var type = InputType.Of(argument);
            foreach (var (_, body) in BadBodies(type))
            {
                var errors = new FieldErrors();
                new InputCheck("member", bounds: false, errors).Object(JsonElement.Parse(body), type, "");
                if (errors.IsEmpty)
                {
                    bound++;
                    Assert.NotNull(JsonElement.Parse(body).Deserialize(argument, InputJson.Options));
                }
            }
        }

        Assert.True(bound > 100, $"{bound} bodies");
    }

    [Fact]
    public async Task All_problems_of_a_body_are_told_together()
    {
        var answer = await world.Owner.PostAsync("/integrations", """{"nmae":"a","clientId":7,"mode":"on","policies":{"strict":"yes","deletionGuard":{"maxCount":"9","extra":1}}}""");
        Assert.Equal(["clientId", "mode", "nmae", "policies.deletionGuard.extra", "policies.deletionGuard.maxCount", "policies.strict"], answer.Fields.Order(StringComparer.Ordinal));
        var fields = Sentences.FieldsOf(answer.Error);
        Assert.Equal("mode must be one of live, plan, paused.", Assert.Single(fields["mode"]));
        Assert.Equal("policies.deletionGuard.maxCount must be a whole number from 0 to 1000000.", Assert.Single(fields["policies.deletionGuard.maxCount"]));
        Assert.Contains("nmae is unknown; expected is one of", Assert.Single(fields["nmae"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merge_tells_what_was_left_out_from_null()
    {
        var path = $"/integrations/{(await world.IntegrationAsync(mode: Core.Integrations.IntegrationMode.Paused)).Id}";
        await world.Owner.PatchAsync(path, """{"groupDescription":"Ours","policies":{"callsInFlight":3}}""");
        var left = await world.Owner.PatchAsync(path, """{"policies":{"strict":true}}""");
        Assert.Equal(("Ours", 3), (left.Results.GetProperty("groupDescription").GetString(), left.Results.GetProperty("policies").GetProperty("callsInFlight").GetInt32()));
        var taken = await world.Owner.PatchAsync(path, """{"groupDescription":null,"policies":{"callsInFlight":null}}""");
        Assert.NotEqual("Ours", taken.Results.GetProperty("groupDescription").GetString());
        Assert.Equal(JsonValueKind.Null, taken.Results.GetProperty("policies").GetProperty("callsInFlight").ValueKind);
    }

    private static IEnumerable<(string Path, string Body)> BadBodies(InputType type)
    {
        yield return ("x", """{"x":1}""");
        yield return ("body", "{\"\\ud800\":1}");
        foreach (var member in type.Members)
        {
            foreach (var wrong in Wrong)
            {
                yield return (member.Name, new JsonObject { [member.Name] = JsonValue.Create("?") }.ToJsonString().Replace("\"?\"", wrong, StringComparison.Ordinal));
            }

            foreach (var (path, inner) in member.Kind == InputKind.Object ? BadBodies(member.Item!) : [])
            {
                yield return (path == "body" ? path : $"{member.Name}.{path}", $$"""{"{{member.Name}}":{{inner}}}""");
            }

            foreach (var (path, inner) in member.Kind == InputKind.Objects ? BadBodies(member.Item!) : [])
            {
                yield return (path == "body" ? path : $"{member.Name}.0.{path}", $$"""{"{{member.Name}}":[{{inner}}]}""");
            }
        }
    }

    private static IEnumerable<InputType> Inputs(Type holder) => Arguments(holder).Select(InputType.Of);

    private static IEnumerable<Type> Arguments(Type holder) => typeof(ScimifyApplication).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(ControllerBase)))
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
        .SelectMany(action => action.GetParameters())
        .Select(parameter => parameter.ParameterType)
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == holder)
        .Select(type => type.GetGenericArguments()[0])
        .Append(typeof(NoInput))
        .Distinct();
}
