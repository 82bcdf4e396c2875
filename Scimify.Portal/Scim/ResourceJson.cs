using System.Buffers;
using System.Text;
using System.Text.Json;
using Scimify.Core.Directory;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Scim;

/// <summary>
/// Combines stored JSON, membership rows and meta. If nothing was requested or excluded, the stored bytes are copied without
/// being parsed.
/// </summary>
internal static class ResourceJson
{
    /// <summary>The stored bytes have it only if a client sent it. It is returned on request.</summary>
    private static readonly byte[] LookerExtension = Encoding.UTF8.GetBytes(SchemaUrns.LookerUser);

    public static void WriteUser(IBufferWriter<byte> output, UserView user, IEnumerable<GroupReference> groups, Projection projection, string baseUrl)
    {
        if (projection.IsDefault && user.Json.AsSpan().IndexOf(LookerExtension) < 0)
        {
            output.Write(user.Json.AsSpan(0, user.Json.Length - 1));
            WriteGroups(output, groups, baseUrl);
            WriteMeta(output, "User", "/Users/", user.Id, user.CreatedAt, user.UpdatedAt, ResourceVersion.Of(user, groups, projection), baseUrl);
            output.Write("}"u8);
        }
        else
        {
            Write(output, projection.Apply(UserObject(user, groups, projection, baseUrl)));
        }
    }

    /// <summary>The whole resource with its computed attributes. The projection leaves out what is returned only on request.</summary>
    public static ScimObject UserObject(UserView user, IEnumerable<GroupReference> groups, Projection projection, string baseUrl)
    {
        var resource = ScimJson.ParseObject(user.Json);
        if (user.LookerUserId is { } lookerId)
        {
            var extension = resource.GetObject(SchemaUrns.LookerUser) ?? ScimObject.Empty;
            resource = resource.With(SchemaUrns.LookerUser, extension.With("lookerUserId", new ScimString(lookerId)));
        }

        var references = groups.Select(group => (ScimValue)ScimObject.Of(
            ("value", new ScimString(group.Id.ToString("D"))),
            ("$ref", new ScimString($"{baseUrl}/Groups/{group.Id:D}")),
            ("display", new ScimString(group.DisplayName)),
            ("type", new ScimString("direct")))).ToList();
        if (references.Count > 0)
        {
            resource = resource.With("groups", ScimArray.From(references));
        }

        return resource.With("meta", Meta("User", "/Users/", user.Id, user.CreatedAt, user.UpdatedAt, ResourceVersion.Of(user, groups, projection), baseUrl));
    }

    /// <summary>A group without its members.</summary>
    public static ScimObject GroupObject(GroupView group, ProvisioningTarget target, Projection projection, string baseUrl)
    {
        var extension = ScimObject.Of(("description", new ScimString(target.GroupDescription)));
        if (group.LookerGroupId is { } lookerId)
        {
            extension = extension.With("lookerGroupId", new ScimString(lookerId));
        }

        return ScimJson.ParseObject(group.Json)
            .With(SchemaUrns.LookerGroup, extension)
            .With("meta", Meta("Group", "/Groups/", group.Id, group.CreatedAt, group.UpdatedAt, ResourceVersion.Of(group, target, projection), baseUrl));
    }

    public static ScimObject MemberObject(Member member, string baseUrl) => ScimObject.Of(
        ("value", new ScimString(member.Id.ToString("D"))),
        ("$ref", new ScimString($"{baseUrl}/Users/{member.Id:D}")),
        ("display", new ScimString(member.Display)),
        ("type", new ScimString("User")));

    public static void WriteMember(IBufferWriter<byte> output, Member member, string baseUrl)
    {
        output.Write("{\"value\":\""u8);
        WriteId(output, member.Id);
        output.Write("\",\"$ref\":\""u8);
        WriteText(output, baseUrl);
        output.Write("/Users/"u8);
        WriteId(output, member.Id);
        output.Write("\",\"display\":"u8);
        WriteString(output, member.Display);
        output.Write(",\"type\":\"User\"}"u8);
    }

    public static void WriteRole(IBufferWriter<byte> output, RoleView role, Projection projection, string baseUrl) =>
        Write(output, projection.Apply(RoleObject(role, baseUrl)));

    public static ScimObject RoleObject(RoleView role, string baseUrl) => RoleView.DocumentOf(role.Id, role.DisplayName)
        .With("meta", Meta("Role", "/Roles/", role.Id, role.CreatedAt, role.UpdatedAt, ResourceVersion.Of(role), baseUrl));

    public static void WriteMeta(
        IBufferWriter<byte> output, string type, string path, Guid id, DateTimeOffset created, DateTimeOffset modified, string version, string baseUrl)
    {
        output.Write(",\"meta\":{\"resourceType\":\""u8);
        WriteText(output, type);
        output.Write("\",\"created\":\""u8);
        WriteText(output, ScimDateTime.Format(created));
        output.Write("\",\"lastModified\":\""u8);
        WriteText(output, ScimDateTime.Format(modified));
        output.Write("\",\"location\":\""u8);
        WriteText(output, baseUrl);
        WriteText(output, path);
        WriteId(output, id);
        output.Write("\",\"version\":"u8);
        WriteString(output, version);
        output.Write("}"u8);
    }

    public static void Write(IBufferWriter<byte> output, ScimObject resource)
    {
        using var writer = ScimJson.CreateWriter(output);
        ScimJson.Write(writer, resource);
    }

    private static void WriteGroups(IBufferWriter<byte> output, IEnumerable<GroupReference> groups, string baseUrl)
    {
        var first = true;
        foreach (var group in groups)
        {
            output.Write(first ? ",\"groups\":[{\"value\":\""u8 : ",{\"value\":\""u8);
            first = false;
            WriteId(output, group.Id);
            output.Write("\",\"$ref\":\""u8);
            WriteText(output, baseUrl);
            output.Write("/Groups/"u8);
            WriteId(output, group.Id);
            output.Write("\",\"display\":"u8);
            WriteString(output, group.DisplayName);
            output.Write(",\"type\":\"direct\"}"u8);
        }

        if (!first)
        {
            output.Write("]"u8);
        }
    }

    private static ScimObject Meta(
        string type, string path, Guid id, DateTimeOffset created, DateTimeOffset modified, string version, string baseUrl) => ScimObject.Of(
        ("resourceType", new ScimString(type)),
        ("created", new ScimString(ScimDateTime.Format(created))),
        ("lastModified", new ScimString(ScimDateTime.Format(modified))),
        ("location", new ScimString($"{baseUrl}{path}{id:D}")),
        ("version", new ScimString(version)));

    private static void WriteId(IBufferWriter<byte> output, Guid id)
    {
        var span = output.GetSpan(36);
        id.TryFormat(span, out var written, "D");
        output.Advance(written);
    }

    /// <summary>Text that needs no escaping in JSON.</summary>
    private static void WriteText(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);

    private static void WriteString(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        output.Write(JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        output.Write("\""u8);
    }
}
