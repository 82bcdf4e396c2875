using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.Integrations;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Mappings;

/// <summary>All mappings of an integration.</summary>
public sealed record MappingsInput
{
    [Description("The version of the mappings that you read. If they have changed, the answer is 409. Without it, any version is replaced.")]
    [Range(0, int.MaxValue)]
    public int? Version { get; init; }

    [Description("All attributes to map. Others are no longer mapped.")]
    [Required]
    [MaxLength(MappingRules.MostAttributes)]
    [JsonExample("""[{"lookerAttribute":"department","source":"attribute","value":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","kind":"managed"}]""")]
    public IReadOnlyList<MappedAttributeInput>? Attributes { get; init; }

    [Description("All groups that should have roles. Others lose the roles that they have through Scimify.")]
    [Required]
    [MaxLength(MappingRules.MostGroups)]
    [JsonExample("""[{"group":"7d0c4b9e-5f61-4d9c-8a0b-0f2f5a7d3c91","roles":["4"]}]""")]
    public IReadOnlyList<MappedGroupInput>? Groups { get; init; }

    /// <exception cref="ValidationFailedException">Attributes or groups are missing, or a group has no ID.</exception>
    public MappingInput ToMappings()
    {
        var errors = new FieldErrors();
        if (Attributes is null)
        {
            errors.Add("attributes", "is required: all that are to be mapped.");
        }

        if (Groups is null)
        {
            errors.Add("groups", "is required: all groups that are to have roles.");
        }

        for (var i = 0; i < Groups?.Count; i++)
        {
            if (Groups[i].Group is null)
            {
                errors.Add($"groups.{i}.group", "is required: the SCIM id of the group.");
            }
        }

        errors.ThrowIfAny();
        return new MappingInput(
            Version,
            [.. Attributes!.Select(a => new AttributeInput(a.LookerAttribute, a.Source, a.Value.Value, a.Kind))],
            [.. Groups!.Select(g => new GroupRolesInput(g.Group!.Value, [.. g.Roles ?? []]))]);
    }
}

/// <summary>A Looker user attribute, and where its values come from.</summary>
public sealed record MappedAttributeInput
{
    [Description("Looker's name of the user attribute.")]
    [Required]
    public string? LookerAttribute { get; init; }

    [Description("Where the value comes from.")]
    [Required]
    [Words(typeof(MappingRules), nameof(MappingRules.Sources))]
    public string? Source { get; init; }

    [Description("The path of a SCIM attribute, the constant, or a template such as {userName}@{department}.")]
    public Optional<string?> Value { get; init; }

    [Description("managed is kept equal; seeded is written once and then left alone. Default: managed.")]
    [Words(typeof(MappingRules), nameof(MappingRules.Kinds))]
    public string? Kind { get; init; }
}

/// <summary>A SCIM group, and its roles in Looker.</summary>
public sealed record MappedGroupInput
{
    [Description("The group's SCIM ID.")]
    [Required]
    public Guid? Group { get; init; }

    [Description("Looker's IDs of the roles that it should have.")]
    [Required]
    public IReadOnlyList<string>? Roles { get; init; }
}
