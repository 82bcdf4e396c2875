using Scimify.Core.Directory.Mappings;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Mappings;

/// <summary>An integration's mappings.</summary>
/// <param name="Version">Moves with every change.</param>
/// <param name="InProgress">Whether some people do not have the mappings yet.</param>
[JsonExample("""
    {"version":3,"attributes":[{"lookerAttribute":"department","label":"Department","type":"string","hidden":false,"source":"attribute",
     "value":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","kind":"managed"}],
     "groups":[{"group":"7d0c4b9e-5f61-4d9c-8a0b-0f2f5a7d3c91","displayName":"Analysts",
     "roles":[{"id":"4","name":"User","syncState":"applied","error":null}]}],"inProgress":false}
    """)]
public sealed record MappingsResource(
    long Version, IReadOnlyList<MappedAttributeResource> Attributes, IReadOnlyList<MappedGroupResource> Groups, bool InProgress)
{
    public static MappingsResource Of(StoredMappings stored) => new(
        stored.Version,
        [.. stored.Attributes.Attributes.Select(MappedAttributeResource.Of)],
        [.. stored.Roles.GroupBy(r => r.GroupKey).Select(g => new MappedGroupResource(g.First().GroupId, g.First().GroupName, [.. g.Select(MappedRoleResource.Of)]))],
        stored.IsSweeping);
}

/// <param name="Type">Looker's type, such as <c>string</c> or <c>number</c>.</param>
/// <param name="Hidden">Looker shows the values to nobody.</param>
public sealed record MappedAttributeResource(string LookerAttribute, string Label, string Type, bool Hidden, string Source, string? Value, string Kind)
{
    public static MappedAttributeResource Of(AttributeMapping mapping) => new(
        mapping.Name,
        mapping.Label,
        mapping.Type,
        mapping.IsHidden,
        LetterCase.Lower(mapping.Source.ToString()),
        mapping.Text.Length == 0 ? null : mapping.Text,
        mapping.IsSeeded ? "seeded" : "managed");
}

public sealed record MappedGroupResource(Guid Group, string DisplayName, IReadOnlyList<MappedRoleResource> Roles);

/// <param name="SyncState">The state of the role's list of groups in Looker.</param>
/// <param name="Error">Why the last attempt at it failed.</param>
public sealed record MappedRoleResource(string Id, string Name, string SyncState, string? Error)
{
    public static MappedRoleResource Of(StoredRole role) => new(role.RoleId, role.RoleName, SyncStates.NameOf(role.State), role.Error);
}

/// <summary>What can be mapped to in Looker.</summary>
public sealed record MappingChoicesResource(IReadOnlyList<AttributeChoice> Attributes, IReadOnlyList<RoleChoice> Roles)
{
    public static MappingChoicesResource Of(MappingChoices choices) => new(
        [.. choices.Attributes.Select(a => new AttributeChoice(a.Name, a.Label, a.Type, a.ValueIsHidden, MappingRules.ReasonAgainst(a)))],
        [.. choices.Roles.Select(r => new RoleChoice(r.Id, r.Name, MappingRules.ReasonAgainst(r)))]);
}

/// <param name="Refused">Why it cannot be mapped; null if it can.</param>
public sealed record AttributeChoice(string Name, string Label, string Type, bool Hidden, string? Refused);

/// <param name="Refused">Why it cannot be given; null if it can.</param>
public sealed record RoleChoice(string Id, string Name, string? Refused);
