using Scimify.Core.Directory.Mappings;

namespace Scimify.Core.Provisioning.Mappings;

/// <summary>The mappings that somebody wants, as typed. They replace all existing ones.</summary>
/// <param name="Version">The version of the mappings that were read; null to replace any version.</param>
public sealed record MappingInput(long? Version, IReadOnlyList<AttributeInput> Attributes, IReadOnlyList<GroupRolesInput> Groups);

/// <param name="LookerAttribute">Looker's name of the user attribute.</param>
/// <param name="Source">One of <see cref="MappingRules.Sources"/>.</param>
/// <param name="Value">The path, the constant or the template.</param>
/// <param name="Kind">One of <see cref="MappingRules.Kinds"/>.</param>
public sealed record AttributeInput(string? LookerAttribute, string? Source, string? Value, string? Kind);

/// <param name="Group">The SCIM ID.</param>
/// <param name="Roles">Looker's IDs.</param>
public sealed record GroupRolesInput(Guid Group, IReadOnlyList<string> Roles);

/// <summary>A group that should have a role.</summary>
public sealed record MappedRole(long GroupKey, Guid GroupId, string GroupName, string RoleId, string RoleName);

/// <summary>The requested mappings, checked against SCIM and Looker.</summary>
public sealed record CheckedMappings(long? Version, MappingSet Attributes, IReadOnlyList<MappedRole> Roles);
