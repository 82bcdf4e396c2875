using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scimify.Core.Looker;

namespace Scimify.Portal.Sandbox;

/// <summary>User attributes and their values: the user's own, or else that of the first group, or else the default.</summary>
internal sealed partial class SandboxAttributeOperations(SandboxWorld world) : ISandboxOperations
{
    private static readonly string[] Types = ["string", "number", "datetime", "yesno", "zipcode", "advanced_filter_string", "advanced_filter_number"];

    public IEnumerable<(LookerOperation Operation, Func<SandboxRequest, SandboxAnswer> Run)> Operations =>
    [
        (LookerOperations.AllUserAttributes, All),
        (LookerOperations.CreateUserAttribute, Create),
        (LookerOperations.UserAttribute, r => SandboxAnswer.Ok(SandboxShapes.Attribute.Show(Find(r), world, r.Fields))),
        (LookerOperations.UserAttributeUserValues, Values),
        (LookerOperations.SetUserAttributeUserValue, SetValue),
        (LookerOperations.DeleteUserAttributeUserValue, DeleteValue),
        (LookerOperations.UpdateUserAttributeGroupValue, SetGroupValue),
        (LookerOperations.DeleteUserAttributeGroupValue, DeleteGroupValue),
    ];

    private SandboxAttribute Find(SandboxRequest request) => world.Attributes.GetValueOrDefault(request.Path["user_attribute_id"]) ?? throw SandboxRefusal.NotFound();

    private SandboxAnswer All(SandboxRequest request) =>
        SandboxAnswer.Ok(SandboxShapes.Array(world.Attributes.Values.OrderBy(a => a.Number).Select(a => SandboxShapes.Attribute.Show(a, world, request.Fields))));

    private SandboxAnswer Create(SandboxRequest request)
    {
        var read = new SandboxBody(request.Body);
        var (name, label, type) = (read.Text("name", required: true), read.Text("label", required: true), read.Text("type", required: true));
        if (name is { Length: > 0 } && !Name().IsMatch(name))
        {
            read.Fail("name", "invalid", "'name' must be letters, digits and underscores.");
        }

        if (type is { Length: > 0 } && !Types.Contains(type))
        {
            read.Fail("type", "invalid", $"'type' must be one of {string.Join(", ", Types)}.");
        }

        foreach (var (field, taken) in new[] { ("name", world.Attributes.Values.Any(a => a.Name == name)), ("label", world.Attributes.Values.Any(a => a.Label == label)) })
        {
            if (taken)
            {
                read.Fail(field, "already_exists", $"'{field}' has already been taken.");
            }
        }

        var attribute = new SandboxAttribute
        {
            Id = world.NextId("attribute"),
            Name = name ?? "",
            Label = label ?? "",
            Type = type ?? "",
            DefaultValue = read.Text("default_value"),
            ValueIsHidden = read.Flag("value_is_hidden") ?? false,
            UserCanView = read.Flag("user_can_view") ?? true,
            UserCanEdit = read.Flag("user_can_edit") ?? false,
        };
        read.ThrowIfFailed();
        world.Save(attribute);
        return SandboxAnswer.Ok(SandboxShapes.Attribute.Show(attribute, world, request.Fields));
    }

    private SandboxAnswer Values(SandboxRequest request)
    {
        var user = SandboxUserOperations.Find(world, request);
        var ids = request.Ids("user_attribute_ids");
        var unset = request.Flag("include_unset") == true;
        var shown = world.Attributes.Values.Where(a => ids is null || ids.Contains(a.Id)).OrderBy(a => a.Number)
            .Select(a => Value(user, a)).Where(v => unset || v["value"] is not null || v["source"] is not null);
        return SandboxAnswer.Ok(SandboxShapes.Array(shown));
    }

    private JsonObject Value(SandboxUser user, SandboxAttribute attribute)
    {
        var group = world.AllGroupsOf(user).Select(id => world.Groups[id]).Where(g => g.AttributeValues.ContainsKey(attribute.Id)).MinBy(g => g.Number);
        var (value, source) = SystemValue(user, attribute) is { } own ? (own, "System")
            : user.AttributeValues.TryGetValue(attribute.Id, out var set) ? (set, "User")
            : group is not null ? (group.AttributeValues[attribute.Id], group.Name)
            : attribute.DefaultValue is { } fallback ? (fallback, "Default")
            : ((string?)null, (string?)null);
        return new JsonObject
        {
            ["name"] = attribute.Name,
            ["label"] = attribute.Label,
            ["rank"] = null,
            ["value"] = attribute.ValueIsHidden ? "" : value,
            ["user_id"] = user.Id,
            ["user_can_edit"] = attribute.UserCanEdit,
            ["value_is_hidden"] = attribute.ValueIsHidden,
            ["user_attribute_id"] = attribute.Id,
            ["source"] = source,
        };
    }

    private static string? SystemValue(SandboxUser user, SandboxAttribute attribute) => !attribute.IsSystem ? null : attribute.Name switch
    {
        "email" => user.AnyEmail,
        "first_name" => user.FirstName,
        "last_name" => user.LastName,
        "id" => user.Id,
        _ => null,
    };

    private SandboxAnswer SetValue(SandboxRequest request)
    {
        var (user, attribute) = (SandboxUserOperations.Find(world, request), Find(request));
        user.AttributeValues[attribute.Id] = Checked(request.Body, attribute);
        world.Save(user);
        return SandboxAnswer.Ok(Value(user, attribute));
    }

    private SandboxAnswer DeleteValue(SandboxRequest request)
    {
        var (user, attribute) = (SandboxUserOperations.Find(world, request), Find(request));
        user.AttributeValues.Remove(attribute.Id);
        world.Save(user);
        return SandboxAnswer.NoContent;
    }

    private SandboxAnswer SetGroupValue(SandboxRequest request)
    {
        var (group, attribute) = (SandboxGroupOperations.Find(world, request), Find(request));
        group.AttributeValues[attribute.Id] = Checked(request.Body, attribute);
        world.Save(group);
        return SandboxAnswer.Ok(new JsonObject
        {
            ["group_id"] = group.Id,
            ["user_attribute_id"] = attribute.Id,
            ["value_is_hidden"] = attribute.ValueIsHidden,
            ["value"] = group.AttributeValues[attribute.Id],
        });
    }

    private SandboxAnswer DeleteGroupValue(SandboxRequest request)
    {
        var (group, attribute) = (SandboxGroupOperations.Find(world, request), Find(request));
        group.AttributeValues.Remove(attribute.Id);
        world.Save(group);
        return SandboxAnswer.NoContent;
    }

    private static string Checked(JsonObject body, SandboxAttribute attribute)
    {
        if (attribute.IsSystem)
        {
            throw SandboxRefusal.Forbidden($"The value of the system attribute '{attribute.Name}' cannot be set.");
        }

        var read = new SandboxBody(body);
        var value = read.Text("value");
        if (!body.ContainsKey("value"))
        {
            read.Fail("value", "missing_field", "'value' is required.");
        }
        else if (attribute.Type == "number" && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            read.Fail("value", "invalid", $"'{attribute.Label}' must be a number.");
        }

        read.ThrowIfFailed();
        return value ?? "";
    }

    [GeneratedRegex("^[A-Za-z0-9_]+$")]
    private static partial Regex Name();
}
