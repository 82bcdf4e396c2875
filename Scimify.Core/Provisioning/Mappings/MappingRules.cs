using Scimify.Core.Directory.Mappings;
using Scimify.Core.Looker;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Mappings;

/// <summary>Decides what can be mapped to what.</summary>
public static class MappingRules
{
    public const int MostAttributes = 50;

    public const int MostGroups = 1000;

    public static readonly string[] Sources = ["attribute", "constant", "template", "extension"];

    public static readonly string[] Kinds = ["managed", "seeded"];

    /// <summary>Why the attribute's value cannot be set; null if it can.</summary>
    public static string? ReasonAgainst(LookerUserAttribute attribute) =>
        attribute.IsSetByLooker ? "Looker sets it by itself" : null;

    /// <summary>Why SCIM may not give the role; null if it may.</summary>
    public static string? ReasonAgainst(LookerRole role) =>
        role.IsAdmin ? "it makes Looker administrators, whom SCIM may not change afterwards" : null;

    /// <param name="attributes">Looker's attributes.</param>
    /// <param name="roles">Looker's roles.</param>
    /// <param name="groups">The SCIM groups that were named, by ID.</param>
    /// <exception cref="ValidationFailedException">Keyed by field, such as <c>attributes.0.value</c>.</exception>
    public static CheckedMappings Check(
        MappingInput input, IReadOnlyList<LookerUserAttribute> attributes, IReadOnlyList<LookerRole> roles, IReadOnlyDictionary<Guid, (long Key, string Name)> groups)
    {
        var errors = new FieldErrors();
        if (input.Attributes.Count > MostAttributes)
        {
            errors.Add("attributes", $"must be at most {MostAttributes} attributes.");
        }

        if (input.Groups.Count > MostGroups)
        {
            errors.Add("groups", $"must be at most {MostGroups} groups.");
        }

        var mapped = new List<AttributeMapping>();
        for (var i = 0; i < input.Attributes.Count; i++)
        {
            if (Attribute(input.Attributes[i], $"attributes.{i}", attributes, mapped, errors) is { } mapping)
            {
                mapped.Add(mapping);
            }
        }

        var given = new List<MappedRole>();
        var seen = new HashSet<long>();
        for (var i = 0; i < input.Groups.Count; i++)
        {
            Group(input.Groups[i], $"groups.{i}", roles, groups, given, seen, errors);
        }

        errors.ThrowIfAny();
        return new(input.Version, new MappingSet(mapped), given);
    }

    private static AttributeMapping? Attribute(
        AttributeInput input, string at, IReadOnlyList<LookerUserAttribute> attributes, List<AttributeMapping> before, FieldErrors errors)
    {
        var target = attributes.FirstOrDefault(a => a.Name == input.LookerAttribute);
        if (target is null)
        {
            errors.Add($"{at}.lookerAttribute", string.IsNullOrWhiteSpace(input.LookerAttribute)
                ? "must name a Looker user attribute."
                : $"must name a user attribute that Looker has; “{input.LookerAttribute}” is none.");
        }
        else if (ReasonAgainst(target) is { } reason)
        {
            errors.Add($"{at}.lookerAttribute", $"must not be “{target.Name}”: {reason}.");
        }
        else if (before.Exists(m => m.AttributeId == target.Id))
        {
            errors.Add($"{at}.lookerAttribute", $"must not be “{target.Name}” twice.");
        }

        if (!Sources.Contains(input.Source))
        {
            errors.Add($"{at}.source", $"must be one of {string.Join(", ", Sources)}.");
        }

        if (input.Kind is not null && !Kinds.Contains(input.Kind))
        {
            errors.Add($"{at}.kind", $"must be one of {string.Join(", ", Kinds)}.");
        }

        return Enum.TryParse<MappingSourceKind>(input.Source, ignoreCase: true, out var source) ? Sourced(input, source, at, target, errors) : null;
    }

    private static AttributeMapping? Sourced(AttributeInput input, MappingSourceKind source, string at, LookerUserAttribute? target, FieldErrors errors)
    {
        if (target is { ValueIsHidden: true } && source == MappingSourceKind.Constant)
        {
            errors.Add($"{at}.source", "must not be constant, since Looker hides the values of this attribute and a constant would show here.");
        }

        if (target is not null && source == MappingSourceKind.Extension && !MappingSet.CanDeclare(target.Name))
        {
            errors.Add($"{at}.source", "must not be extension, since the names of SCIM attributes begin with a letter.");
        }

        var text = source == MappingSourceKind.Extension ? "" : input.Value ?? "";
        try
        {
            MappingExpression.Parse(source, text, target?.Name ?? "");
        }
        catch (FormatException e)
        {
            errors.Add($"{at}.value", $"must be what source asks for. {e.Message}");
        }

        return target is null ? null : new(target.Id, target.Name, target.Label, target.Type, target.ValueIsHidden, source, text, input.Kind == "seeded");
    }

    private static void Group(
        GroupRolesInput input, string at, IReadOnlyList<LookerRole> roles, IReadOnlyDictionary<Guid, (long Key, string Name)> groups, List<MappedRole> given, HashSet<long> seen, FieldErrors errors)
    {
        if (!groups.TryGetValue(input.Group, out var group))
        {
            errors.Add($"{at}.group", $"must be the id of a SCIM group; {input.Group} is none.");
            return;
        }

        if (!seen.Add(group.Key))
        {
            errors.Add($"{at}.group", $"must not be “{group.Name}” twice.");
            return;
        }

        foreach (var id in input.Roles.Distinct())
        {
            var role = roles.FirstOrDefault(r => r.Id == id);
            if (role is null)
            {
                errors.Add($"{at}.roles", $"must be ids of roles that Looker has; {id} is none.");
            }
            else if (ReasonAgainst(role) is { } reason)
            {
                errors.Add($"{at}.roles", $"must not have the role “{role.Name}”: {reason}.");
            }
            else
            {
                given.Add(new(group.Key, input.Group, group.Name, role.Id, role.Name));
            }
        }
    }
}
