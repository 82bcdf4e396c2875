using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.WritePath;

/// <summary>What is kept of requests is what the schema knows: the logs never have the value of a member that it does not know, nor of a password.</summary>
public sealed class KeptValuesTests
{
    private const string Marker = "s3cr3t-7781";

    /// <summary>Everything that tells of requests. The directory itself keeps what SCIM gives back.</summary>
    private static readonly string[] Logs =
        ["provisioning_log", "looker_effects", "audit_log", "rejected_requests", "held_changes", "drift_items", "webhook_deliveries", "access_names", "access_details", "undone_writes", "scim_user_bodies", "scim_group_bodies", "scim_users", "scim_groups"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Requests => new()
    {
        { "POST", "/Users", """{"userName":"new@example.com","password":"s3cr3t-7781-Aa1!","ssn":"s3cr3t-7781","urn:example:hr:2.0:User":{"salary":"s3cr3t-7781","s3cr3t-7781":1},"emails":[{"value":"new@example.com","type":"work","note":"s3cr3t-7781"}]}""" },
        { "POST", "/Users", """{"ssn":"s3cr3t-7781","name":{"unknown":"s3cr3t-7781"}}""" },
        { "POST", "/Users", """{"userName":"ada@example.com","ssn":"s3cr3t-7781","password":"s3cr3t-7781-Aa1!"}""" },
        { "POST", "/Users", """{"userName":"new@example.com","ssn":"s3cr3t-7781" """ },
        { "POST", "/Users", """{"userName":{"ssn":"s3cr3t-7781"},"active":"s3cr3t-7781"}""" },
        { "PUT", "/Users/{id}", """{"userName":"ada@example.com","clearance":["s3cr3t-7781"],"password":"s3cr3t-7781-Aa1!"}""" },
        { "PATCH", "/Users/{id}", HeldChanges.Patch("""{"op":"add","path":"urn:example:hr:2.0:User:salary","value":"s3cr3t-7781"}""") },
        { "PATCH", "/Users/{id}", HeldChanges.Patch("""{"op":"replace","value":{"ssn":"s3cr3t-7781","password":"s3cr3t-7781-Aa1!","active":false}}""") },
        { "PATCH", "/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"emails[note eq \"s3cr3t-7781\"].value","value":"s3cr3t-7781"}""") },
        { "POST", "/Groups", """{"displayName":"Crew","owner":"s3cr3t-7781","members":[{"value":"{id}","note":"s3cr3t-7781"}]}""" },
        { "POST", "/Bulk", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"POST","path":"/Users","bulkId":"b1","data":{"userName":"bulk@example.com","ssn":"s3cr3t-7781"}}]}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Nothing_keeps_the_value_of_what_the_schema_does_not_know(string method, string path, string body)
    {
        await using var bridge = await Bridge.StartAsync(policies: HeldChanges.NoGuard);
        var id = await bridge.NewUserAsync("ada@example.com");

        await bridge.SendAsync(new HttpMethod(method), path.Replace("{id}", id, StringComparison.Ordinal), body.Replace("{id}", id, StringComparison.Ordinal));
        await bridge.SettledAsync();

        var database = bridge.App.Services.GetRequiredService<ScimifyDatabase>();
        Assert.Empty(await StoredTexts.WithAsync(database, Marker, Ct, Logs));
        Assert.NotEmpty(await StoredTexts.WithAsync(database, "ada@example.com", Ct, Logs));
    }
}
