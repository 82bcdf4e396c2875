using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Requests;

namespace Scimify.Tests.TestKit;

/// <summary>Mappings of a bridge's integration.</summary>
internal static class Mapped
{
    public const string Department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

    public static readonly MappingInput Nothing = new(null, [], []);

    public static MappingService Mappings(this Bridge bridge) => bridge.App.Services.GetRequiredService<MappingService>();

    public static AttributeInput Attribute(string looker, string source, string? value, string kind = "managed") => new(looker, source, value, kind);

    public static MappingInput Of(params AttributeInput[] attributes) => new(null, attributes, []);

    public static MappingInput Roles(params (string Group, string[] Roles)[] groups) =>
        new(null, [], [.. groups.Select(g => new GroupRolesInput(Guid.Parse(g.Group), g.Roles))]);

    /// <summary>Saves the mappings, and waits until Looker has everything.</summary>
    public static async Task MapAsync(this Bridge bridge, MappingInput input)
    {
        await bridge.Mappings().SaveAsync(bridge.Owner, bridge.Integration, input, CancellationToken.None);
        await bridge.SweptAsync();
        await bridge.SettledAsync();
    }

    /// <summary>For a Looker that has to answer within a second. A busy machine may need several attempts.</summary>
    public static async Task MapPatientlyAsync(this Bridge bridge, MappingInput input)
    {
        for (var left = 20; ; left--)
        {
            try
            {
                await bridge.MapAsync(input);
                return;
            }
            catch (UnavailableException) when (left > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    public static async Task SweptAsync(this Bridge bridge)
    {
        for (var i = 0; i < 600; i++)
        {
            if (!(await bridge.Mappings().GetAsync(bridge.Owner, bridge.Integration, CancellationToken.None)).IsSweeping)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Fail("The users were not brought to the mappings within 30 s.");
    }

    /// <summary>The user's own values in Looker, such as <c>department=Sales</c>.</summary>
    public static string Values(this Bridge bridge, string email) => bridge.Looker.With(world =>
    {
        var user = world.Users.Values.Single(u => u.Email?.Address == email);
        return string.Join(' ', user.AttributeValues.Select(v => $"{world.Attributes[v.Key].Name}={v.Value}").Order(StringComparer.Ordinal));
    });

    /// <summary>The names of the groups with the role.</summary>
    public static string GroupsWith(this Bridge bridge, string role) => bridge.Looker.With(world =>
        string.Join(' ', world.Roles[role].GroupIds.Select(id => world.Groups[id].Name).Order(StringComparer.Ordinal)));

    public static void Grant(this Bridge bridge, string role, string group) => bridge.Looker.With(world =>
    {
        world.Roles[role].GroupIds.Add(world.Groups.Values.Single(g => g.Name == group).Id);
        world.Save(world.Roles[role]);
    });

    public static void Revoke(this Bridge bridge, string role, string group) => bridge.Looker.With(world =>
    {
        world.Roles[role].GroupIds.Remove(world.Groups.Values.Single(g => g.Name == group).Id);
        world.Save(world.Roles[role]);
    });

    public static async Task<string> NewUserInAsync(this Bridge bridge, string userName, string? department, string given = "Grace", string family = "Hopper")
    {
        var reply = await bridge.PostAsync("/Users", $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{userName}}","name":{"givenName":"{{given}}","familyName":"{{family}}"},
             "emails":[{"value":"{{userName}}","type":"work","primary":true}],"active":true
             {{(department is null ? "" : $$""","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"{{department}}"}""")}}}
            """);
        Assert.Equal((201, "applied"), (reply.Status, reply.Sync));
        return reply.Id;
    }

    public static async Task<string> NewGroupAsync(this Bridge bridge, string name)
    {
        var reply = await bridge.PostAsync("/Groups", $$"""{"displayName":"{{name}}"}""");
        Assert.Equal((201, "applied"), (reply.Status, reply.Sync));
        return reply.Id;
    }

    public static Task<ScimReply> SetAsync(this Bridge bridge, string userId, string path, string jsonValue) => bridge.PatchAsync($"/Users/{userId}", $$"""
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"{{path}}","value":{{jsonValue}}}]}
        """);

    public static Task<ScimReply> UnsetAsync(this Bridge bridge, string userId, string path) => bridge.PatchAsync($"/Users/{userId}", $$"""
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"{{path}}"}]}
        """);
}
