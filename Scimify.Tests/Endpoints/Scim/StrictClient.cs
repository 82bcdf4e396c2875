using System.Buffers.Text;
using System.Text.Json.Nodes;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>
/// A client that has read /Schemas and /ResourceTypes and believes nothing else. Everything in an answer must be declared there,
/// with its type, number of values and canonical values. Everything that the RFCs require of a resource must be there.
/// </summary>
internal sealed class StrictClient
{
    private const string ListResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    private const string BulkResponse = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
    private const string Error = "urn:ietf:params:scim:api:messages:2.0:Error";

    private readonly string _baseUrl;
    private readonly Dictionary<string, JsonObject> _schemas;
    private readonly Dictionary<string, JsonObject> _types;

    private StrictClient(string baseUrl, JsonObject schemas, JsonObject types)
    {
        _baseUrl = baseUrl;
        _schemas = Resources(schemas).ToDictionary(schema => (string)schema["id"]!);
        _types = Resources(types).ToDictionary(type => (string)type["schema"]!);
        Check(schemas, partial: false, afterWrite: false);
        Check(types, partial: false, afterWrite: false);
    }

    public static async Task<StrictClient> LearnAsync(HttpClient client) => new(
        new Uri(client.BaseAddress!, "/scim/v2").ToString(), await ReadAsync(client, "Schemas"), await ReadAsync(client, "ResourceTypes"));

    /// <param name="answer">The body; null for none.</param>
    /// <param name="partial">The request named attributes or excludedAttributes, so only what is always returned has to be there.</param>
    /// <param name="afterWrite">What is returned on request may be there, because the client may have sent it.</param>
    public void Check(JsonNode? answer, bool partial, bool afterWrite)
    {
        if (answer is null)
        {
            return;
        }

        var body = Assert.IsType<JsonObject>(answer);
        switch ((string?)body["schemas"]?[0])
        {
            case ListResponse:
                CheckList(body, partial);
                break;
            case BulkResponse:
                CheckBulk(body);
                break;
            case Error:
                break;
            default:
                CheckResource(body, partial, afterWrite || partial);
                break;
        }
    }

    private void CheckList(JsonObject list, bool partial)
    {
        Members(list, "schemas", "totalResults", "itemsPerPage", "startIndex", "nextCursor", "previousCursor", "Resources");
        var resources = Resources(list).ToList();
        Assert.True(Whole(list["totalResults"]) >= resources.Count, "totalResults is less than what the page has");
        Assert.Equal(resources.Count, Whole(list["itemsPerPage"]));
        Assert.True(list["startIndex"] is null || Whole(list["startIndex"]) >= 1, "startIndex begins at 1");
        Assert.True(list["nextCursor"] is null or JsonValue, "nextCursor is text");
        Assert.Distinct(resources.Select(resource => (string?)resource["id"] ?? (string?)resource["meta"]!["location"]));
        resources.ForEach(resource => CheckResource(resource, partial, partial));
    }

    private static void CheckBulk(JsonObject bulk)
    {
        Members(bulk, "schemas", "Operations");
        foreach (var operation in bulk["Operations"]!.AsArray())
        {
            Members(operation!.AsObject(), "location", "method", "bulkId", "version", "status", "response");
            Assert.True(int.TryParse(operation["status"]!.GetValue<string>(), out var status), "a status is text");
            Assert.True(operation["location"] is not null || status >= 400, "a success has its location");
        }
    }

    private void CheckResource(JsonObject resource, bool partial, bool requested)
    {
        var named = resource["schemas"]!.AsArray().Select(item => (string)item!).ToList();
        Assert.Distinct(named);
        var core = Assert.Single(named, id => _types.ContainsKey(id) || IsDiscovery(id));
        _types.TryGetValue(core, out var type);
        var extensions = type?["schemaExtensions"]?.AsArray().Select(item => (string)item!["schema"]!).ToList() ?? [];
        Assert.All(named, id => Assert.True(id == core || extensions.Contains(id), $"{id} is no schema of {core}"));
        Assert.Equal(named.Where(extensions.Contains).Order(), resource.Select(member => member.Key).Where(extensions.Contains).Order());

        var attributes = Attributes(_schemas[core]);
        foreach (var (name, value) in resource)
        {
            switch (name)
            {
                case "schemas" or "id":
                    break;
                case "meta":
                    CheckMeta(value!.AsObject(), core, (string?)resource["id"], type);
                    break;
                case "externalId":
                    Assert.IsType<string>(value!.GetValue<object>() is { } text ? text.ToString() : null);
                    break;
                case var _ when extensions.Contains(name):
                    CheckParts(name, value!.AsObject(), Attributes(_schemas[name]), requested);
                    break;
                default:
                    CheckAttribute(name, value, Declared(attributes, name, core), requested);
                    break;
            }
        }

        if (core != SchemaUrns.ServiceProviderConfig)
        {
            Assert.False(string.IsNullOrEmpty((string?)resource["id"]), $"{core} without id");
        }

        if (!partial)
        {
            Assert.True(resource["meta"] is JsonObject, $"{core} without meta");
            Required(resource, attributes, core);
        }
    }

    private void CheckMeta(JsonObject meta, string core, string? id, JsonObject? type)
    {
        Members(meta, "resourceType", "created", "lastModified", "location", "version");
        if (meta["resourceType"] is { } resourceType)
        {
            Assert.Equal(type is null ? core.Split(':')[^1] : (string)type["name"]!, (string?)resourceType);
        }

        if (meta["location"] is { } location)
        {
            Assert.Equal(type is null ? $"{_baseUrl}/{Place(core, id)}" : $"{_baseUrl}{type["endpoint"]}/{id}", (string?)location);
        }

        Assert.All([meta["created"], meta["lastModified"]], time => Assert.True(time is null || ScimDateTime.TryParse((string)time!, out _), "meta has a time that is none"));
        if (meta["version"] is { } version)
        {
            Assert.Matches("^W/\"[^\"]+\"$", (string?)version);
        }

        if (type is not null && meta.Count > 1)
        {
            Assert.Equal(5, meta.Count);
        }
    }

    private void CheckAttribute(string path, JsonNode? value, JsonObject attribute, bool requested)
    {
        Assert.True(value is not null, $"{path} is null");
        Assert.NotEqual("never", (string?)attribute["returned"]);
        Assert.True(requested || (string?)attribute["returned"] != "request", $"{path} was not asked for");
        if (!(bool)attribute["multiValued"]!)
        {
            CheckValue(path, value, attribute, requested);
            return;
        }

        var values = value as JsonArray;
        Assert.True(values is { Count: > 0 }, $"{path} is {value.ToJsonString()} and no list with something in it");
        foreach (var item in values)
        {
            CheckValue(path, item, attribute, requested);
        }

        Assert.True(values.Count(item => item is JsonObject complex && complex["primary"] is JsonValue primary && primary.GetValue<bool>()) <= 1, $"{path} has two primary values");
        Assert.Distinct(values.Select(item => item!.ToJsonString()));
    }

    private void CheckValue(string path, JsonNode? value, JsonObject attribute, bool requested)
    {
        var text = value is JsonValue simple && simple.TryGetValue<string>(out var read) ? read : null;
        var fits = (string)attribute["type"]! switch
        {
            "complex" => value is JsonObject,
            "boolean" => value is JsonValue flag && flag.TryGetValue<bool>(out _),
            "integer" => value is JsonValue whole && whole.TryGetValue<long>(out _),
            "decimal" => value is JsonValue number && number.TryGetValue<double>(out _),
            "dateTime" => text is not null && ScimDateTime.TryParse(text, out _),
            "binary" => text is not null && (Base64.IsValid(text) || Base64Url.IsValid(text)),
            _ => text is not null,
        };
        Assert.True(fits, $"{path} is {value?.ToJsonString()} and no {attribute["type"]}");
        // Clients may use more types of address than the RFC lists. The server must declare those that it uses itself.
        if (text is not null && (string?)attribute["mutability"] is "readOnly" or "immutable" && attribute["canonicalValues"] is JsonArray canonical)
        {
            Assert.Contains(text, canonical.Select(item => (string)item!));
        }

        if (value is JsonObject parts)
        {
            CheckParts(path, parts, Attributes(attribute, "subAttributes"), requested);
            CheckReference(path, parts, attribute);
        }
    }

    private void CheckParts(string path, JsonObject parts, Dictionary<string, JsonObject> attributes, bool requested)
    {
        Assert.True(parts.Count > 0, $"{path} is empty");
        foreach (var (name, value) in parts)
        {
            // A schema does not say how deep sub-attributes nest: those of an attribute's description are its own.
            var declared = name == "subAttributes" && !attributes.ContainsKey(name) ? null : Declared(attributes, name, path);
            if (declared is not null)
            {
                CheckAttribute($"{path}.{name}", value, declared, requested);
            }
        }

        Required(parts, attributes, path);
    }

    /// <summary>A $ref that the server writes must lead to where its value says.</summary>
    private void CheckReference(string path, JsonObject parts, JsonObject attribute)
    {
        if (path is not ("members" or "groups") || parts["$ref"] is not { } reference)
        {
            return;
        }

        var types = Attributes(attribute, "subAttributes")["$ref"]["referenceTypes"]!.AsArray().Select(item => (string)item!);
        var places = _types.Values.Where(type => types.Contains((string)type["name"]!)).Select(type => $"{_baseUrl}{type["endpoint"]}/{parts["value"]}");
        Assert.Contains((string)reference!, places);
    }

    private static void Required(JsonObject parts, Dictionary<string, JsonObject> attributes, string path) => Assert.All(
        attributes.Values.Where(attribute => (bool)attribute["required"]! && (string?)attribute["returned"] != "never"),
        attribute => Assert.True(parts.ContainsKey((string)attribute["name"]!), $"{path} has no {attribute["name"]}"));

    private static JsonObject Declared(Dictionary<string, JsonObject> attributes, string name, string where) =>
        attributes.TryGetValue(name, out var declared) ? declared : throw new Xunit.Sdk.XunitException($"{where} declares no \"{name}\"");

    private static Dictionary<string, JsonObject> Attributes(JsonObject holder, string member = "attributes") =>
        holder[member]?.AsArray().Select(item => item!.AsObject()).ToDictionary(item => (string)item["name"]!) ?? [];

    private static bool IsDiscovery(string id) => id is SchemaUrns.ServiceProviderConfig or SchemaUrns.ResourceType or SchemaUrns.Schema;

    private static string Place(string core, string? id) => core switch
    {
        SchemaUrns.ServiceProviderConfig => "ServiceProviderConfig",
        SchemaUrns.ResourceType => $"ResourceTypes/{id}",
        _ => $"Schemas/{id}",
    };

    private static void Members(JsonObject message, params string[] allowed) => Assert.Empty(message.Select(member => member.Key).Except(allowed));

    private static IEnumerable<JsonObject> Resources(JsonObject list) => list["Resources"]!.AsArray().Select(resource => resource!.AsObject());

    private static long Whole(JsonNode? node) => Assert.IsAssignableFrom<JsonValue>(node).TryGetValue<long>(out var number)
        ? number
        : throw new Xunit.Sdk.XunitException($"{node!.ToJsonString()} is no whole number");

    private static async Task<JsonObject> ReadAsync(HttpClient client, string document) =>
        JsonNode.Parse(await client.GetStringAsync($"/scim/v2/{document}"))!.AsObject();
}
