using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>An account gets the address that SCIM names, without white space around it, or the write is refused. It never silently gets another one.</summary>
public sealed class AddressTests
{
    private const string Message = "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]";
    private const string Schema = "\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"]";

    private static readonly string[] Unusable =
    [
        "Given Family <a@example.com>", "<a@example.com>", "a;b@example.com", "a@example.com;b@example.com", "a@example.com,b@example.com", "a@@example.com", "a@b@example.com", "a b@example.com",
        "@example.com", "a@", "nobody", "mailto:a@example.com", "\"a\"@example.com", "a@example.com (home)", "a\u0007@example.com", "a@exam\u0085ple.com", "a\u200b@example.com", "\ufeffa@example.com", "a\u00a0@example.com",
    ];

    public static TheoryData<bool> Dialects => [true, false];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task White_space_around_an_address_is_left_out_wherever_it_is_sent(bool strict)
    {
        await using var bridge = await Bridge.StartAsync(policies: new() { Strict = strict });
        var created = await bridge.PostAsync("/Users", $$"""{{{Schema}},"userName":" ann@example.com\t","emails":[{"value":"\u00a0ann@example.com\r\n","type":"work","primary":true},{"value":" home@example.com","type":"home"}]}""");
        Is(created, "ann@example.com", "ann@example.com", bridge);
        Assert.Equal("home@example.com", (string?)created.Body!["emails"]![1]!["value"]);
        var path = $"/Users/{created.Id}";
        Assert.Equal("uniqueness", (await bridge.PostAsync("/Users", $$"""{{{Schema}},"userName":"ANN@example.com "}""")).ScimType);

        Is(await bridge.PatchAsync(path, Patch("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"married@example.com "}""")), "ann@example.com", "married@example.com", bridge);
        Is(await bridge.PatchAsync(path, Patch("""{"op":"replace","value":{"emails":[{"value":" second@example.com","type":"work"}]}}""")), "ann@example.com", "second@example.com", bridge);
        Is(await bridge.PatchAsync(path, Patch("""{"op":"replace","path":"userName","value":"anne@example.com\n"}""")), "anne@example.com", "second@example.com", bridge);
        Is(await bridge.PatchAsync(path, Patch("""{"op":"add","path":"emails[value eq \" second@example.com \"].display","value":"A"}""")), "anne@example.com", "second@example.com", bridge);
        Is(await bridge.PutAsync(path, $$"""{{{Schema}},"userName":" Anne@example.com","emails":[{"value":"third@example.com ","primary":true}]}"""), "Anne@example.com", "third@example.com", bridge);
        foreach (var filter in (string[])["userName eq \"anne@example.com \"", "emails.value eq \" third@example.com\"", "emails[value eq \"third@example.com\\t\"]", "not (userName ne \" anne@example.com\")"])
        {
            Assert.Equal(1, (int)(await bridge.GetAsync("/Users?filter=" + Uri.EscapeDataString(filter))).Body!["totalResults"]!);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_address_that_Looker_cannot_take_is_refused_by_name_and_changes_nothing(bool strict)
    {
        var wire = new Wire(strict);
        await using var running = wire;
        await wire.InitializeAsync();
        var before = await wire.WorldAsync();
        foreach (var address in Unusable)
        {
            var value = JsonSerializer.Serialize(address);
            var whole = $$"""{{{Schema}},"userName":"grace@example.com","emails":[{"value":"private@home.example","type":"home"},{"value":{{value}},"type":"work"}]}""";
            var patch = Patch($$"""{"op":"replace","path":"emails[type eq \"work\"].value","value":{{value}}}""");
            WireReply[] replies =
            [
                await wire.SendAsync("POST", "/Users", whole.Replace("grace@", "new@", StringComparison.Ordinal)),
                await wire.SendAsync("PUT", "/Users/{user}", whole),
                await wire.SendAsync("PATCH", "/Users/{user}", patch),
                await wire.SendAsync("PATCH", "/Users/{user}", Patch($$$"""{"op":"replace","value":{"emails":[{"value":{{{value}}},"primary":true}]}}""")),
                await wire.SendAsync("PATCH", "/Users/{user}", Patch($$"""{"op":"add","path":"emails","value":[{"value":{{value}},"primary":true}]}""")),
            ];
            var bulk = await wire.SendAsync("POST", "/Bulk", $$"""
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"PATCH","path":"/Users/{user}","data":{{patch}}},{"method":"POST","path":"/Users","bulkId":"b","data":{{whole.Replace("grace@", "new@", StringComparison.Ordinal)}}}]}
                """);
            var details = replies.Select(reply => (reply.Status, reply.ScimType, reply.Detail))
                .Concat(bulk.Body!["Operations"]!.AsArray().Select(operation => (int.Parse((string)operation!["status"]!), (string?)operation["response"]!["scimType"], (string)operation["response"]!["detail"]!)));
            Assert.All(details, refused => Assert.True(
                refused is (400, "invalidValue", _) && refused.Item3.Contains(address.Trim(), StringComparison.Ordinal), $"{address}: {refused}"));
        }

        Assert.Equal(before, await wire.WorldAsync());
    }

    [Theory]
    [InlineData(EmailSource.Emails, """{"userName":"a;b@example.com","emails":[{"value":"good@example.com"}]}""", "good@example.com")]
    [InlineData(EmailSource.Emails, """{"userName":"jdoe","emails":[{"value":"x;y","type":"home"},{"value":"good@example.com","type":"work"}]}""", "good@example.com")]
    [InlineData(EmailSource.Emails, """{"userName":"good@example.com","emails":[{"value":"","type":"work"},{"value":"  "}]}""", "good@example.com")]
    [InlineData(EmailSource.Emails, """{"userName":"a;b@example.com"}""", "a;b@example.com")]
    [InlineData(EmailSource.Emails, """{"userName":"jdoe","emails":[{"value":"nobody","primary":true},{"value":"good@example.com","type":"work"}]}""", "nobody")]
    [InlineData(EmailSource.Emails, """{"userName":"good@example.com","emails":[{"value":"nobody"}]}""", "nobody")]
    [InlineData(EmailSource.Emails, """{"userName":"DOMAIN\\jdoe"}""", null)]
    [InlineData(EmailSource.Emails, """{"userName":"jdoe"}""", null)]
    [InlineData(EmailSource.UserName, """{"userName":"good@example.com","emails":[{"value":"a@@example.com"}]}""", "good@example.com")]
    [InlineData(EmailSource.UserName, """{"userName":"a@@example.com","emails":[{"value":"good@example.com"}]}""", "a@@example.com")]
    [InlineData(EmailSource.UserName, """{"userName":"jdoe","emails":[{"value":"good@example.com"}]}""", "good@example.com")]
    [InlineData(EmailSource.UserName, """{"userName":"jdoe","emails":[{"value":"a@@example.com"}]}""", "a@@example.com")]
    public async Task Only_the_address_that_counts_is_looked_at(EmailSource source, string attributes, string? address)
    {
        await using var bridge = await Bridge.StartAsync(policies: new() { EmailSource = source });
        var reply = await bridge.PostAsync("/Users", $"{{{Schema},{attributes[1..]}");
        if (address is null or "good@example.com")
        {
            Assert.Equal((201, address is null ? "unforwardable" : "applied"), (reply.Status, reply.Sync));
            Assert.Equal(address is not null, bridge.LookerUser("good@example.com") is not null);
        }
        else
        {
            Assert.Equal((400, "invalidValue"), (reply.Status, reply.ScimType));
            Assert.Contains($"\"{address}\"", reply.Detail);
            Assert.Empty(bridge.CallsSince(0));
        }
    }

    [Fact]
    public async Task An_address_that_was_kept_before_stands_in_no_leavers_way()
    {
        await using var bridge = await Bridge.StartAsync(policies: new() { EmailSource = EmailSource.UserName });
        var created = await bridge.PostAsync("/Users", $$"""{{{Schema}},"userName":"ann@example.com","emails":[{"value":"a@@example.com"}]}""");
        await bridge.App.Services.GetRequiredService<IntegrationService>().UpdateAsync(
            bridge.Owner, bridge.Integration.Id, new IntegrationChange { Policies = new() { EmailSource = EmailSource.Emails } }, CancellationToken.None);
        var path = $"/Users/{created.Id}";
        var left = await bridge.PatchAsync(path, Patch("""{"op":"replace","path":"active","value":false}"""));
        Assert.Equal((200, "applied"), (left.Status, left.Sync));
        Assert.True(bridge.LookerUser("ann@example.com")!.IsDisabled);
        Assert.Equal(200, (await bridge.PutAsync(path, $$"""{{{Schema}},"userName":"ann@example.com","title":"x","emails":[{"value":"a@@example.com"}]}""")).Status);
        Assert.Equal("invalidValue", (await bridge.PatchAsync(path, Patch("""{"op":"replace","path":"emails","value":[{"value":"b@@example.com"}]}"""))).ScimType);
        Assert.Equal(200, (await bridge.PatchAsync(path, Patch("""{"op":"replace","path":"emails","value":[{"value":"good@example.com"}]}"""))).Status);
        Assert.NotNull(bridge.LookerUser("good@example.com"));
    }

    private static void Is(ScimReply reply, string userName, string address, Bridge bridge)
    {
        Assert.True(reply is { Status: 200 or 201, Sync: "applied" }, $"{reply.Status} {reply.Sync} {reply.Detail}");
        Assert.Equal((userName, address), ((string?)reply.Body!["userName"], (string?)reply.Body["emails"]![0]!["value"]));
        Assert.NotNull(bridge.LookerUser(address));
    }

    private static string Patch(string operation) => $$"""{{{Message}},"Operations":[{{operation}}]}""";
}
