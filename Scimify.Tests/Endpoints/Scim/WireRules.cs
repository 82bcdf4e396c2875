using System.Text.Json.Nodes;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>The rules for every answer, whatever the request: those that strict clients check first.</summary>
internal static class WireRules
{
    private const string ErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

    private static readonly string[] ErrorMembers = ["schemas", "status", "scimType", "detail"];

    /// <param name="reply">The answer.</param>
    /// <param name="request">The request.</param>
    /// <param name="strict">Checks the body against the schemas.</param>
    /// <param name="contentType">The type that the request asks for.</param>
    public static void Check(WireReply reply, HttpRequestMessage request, StrictClient strict, string contentType = "application/scim+json")
    {
        Check(reply, request.Method, contentType);
        var asked = request.RequestUri!.OriginalString;
        var partial = asked.Contains("ttributes", StringComparison.Ordinal) || asked.Contains(".search", StringComparison.Ordinal);
        strict.Check(reply.Body, partial, afterWrite: request.Method != HttpMethod.Get);
    }

    public static void Check(WireReply reply, HttpMethod method, string contentType = "application/scim+json")
    {
        Assert.True(reply.Status < 500 || reply.Status == 501, $"{reply.Status}: {reply.Text}");
        Assert.True(Guid.TryParse(reply.Headers.GetValueOrDefault("Scimify-Request-Id"), out _));
        if (method == HttpMethod.Head)
        {
            Assert.Empty(reply.Text);
            return;
        }

        if (reply.Status is 202 or 204 or 304)
        {
            Assert.Empty(reply.Text);
        }
        else
        {
            Assert.Equal(contentType, reply.ContentType);
            NoNulls(reply.Body);
        }

        if (reply.Status >= 400)
        {
            IsError(reply);
        }
        else if (method != HttpMethod.Get && reply.Body?["Resources"] is null && HasWritten(reply))
        {
            Assert.Contains(reply.Headers.GetValueOrDefault("Scimify-Sync"), (string[])["applied", "pending", "held", "planned", "unforwardable"]);
        }

        if (reply.Body?["meta"] is JsonObject meta && meta["version"] is { } version)
        {
            Assert.Equal((string?)version, reply.Headers.GetValueOrDefault("ETag"));
            Assert.EndsWith($"/{(string?)reply.Body["id"]}", (string?)meta["location"], StringComparison.Ordinal);
            Assert.Equal((string?)meta["location"], reply.Headers.GetValueOrDefault("Content-Location"));
        }

        if (reply.Status == 201)
        {
            Assert.NotNull(reply.Headers.GetValueOrDefault("Location"));
            Assert.Contains((string?)reply.Body?["meta"]?["location"], (string?[])[null, reply.Headers["Location"]]);
        }
    }

    /// <summary>For a bulk request: at least one operation.</summary>
    private static bool HasWritten(WireReply reply) => reply.Body?["Operations"] is not JsonArray operations
        || operations.Any(operation => ((string)operation!["status"]!).StartsWith('2'));

    /// <summary>RFC 7644 section 3.12: exactly these members, with the status as text.</summary>
    private static void IsError(WireReply reply)
    {
        var body = Assert.IsType<JsonObject>(reply.Body);
        Assert.Empty(body.Select(member => member.Key).Except(ErrorMembers));
        Assert.Equal(ErrorSchema, (string?)Assert.Single(body["schemas"]!.AsArray()));
        Assert.Equal(reply.Status.ToString(), body["status"]!.GetValue<string>());
        Assert.False(string.IsNullOrWhiteSpace(reply.Detail));
    }

    /// <summary>RFC 7643 section 2.5: an attribute without a value is left out.</summary>
    private static void NoNulls(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members)
                {
                    Assert.NotNull(value);
                    NoNulls(value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Assert.NotNull(item);
                    NoNulls(item);
                }

                break;
        }
    }
}
