using Scimify.Core.Provisioning.Mappings;

namespace Scimify.Portal.Features.Mappings;

/// <summary>Mappings while somebody edits them.</summary>
public sealed class MappingDraft(StoredMappings stored)
{
    public List<AttributeMappingDraft> Attributes { get; } =
        [.. stored.Attributes.Attributes.Select(a => new AttributeMappingDraft { Target = a.Name, Source = MappingWords.Of(a.Source).Key, Value = a.Text, Kind = a.IsSeeded ? "seeded" : "managed" })];

    public List<GroupDraft> Groups { get; } =
        [.. stored.Roles.GroupBy(r => r.GroupKey).Select(g => new GroupDraft(g.First().GroupId, g.First().GroupName, [.. g.Select(r => r.RoleId)]))];

    public MappingInput ToInput() => new(
        stored.Version,
        [.. Attributes.Select(a => new AttributeInput(a.Target, a.Source, a.Value, a.Kind))],
        [.. Groups.Select(g => new GroupRolesInput(g.Id, g.Roles))]);
}

public sealed class AttributeMappingDraft
{
    /// <summary>Looker's name of it.</summary>
    public string Target { get; set; } = "";

    public string Source { get; set; } = "attribute";

    public string Value { get; set; } = "";

    public string Kind { get; set; } = "managed";
}

public sealed record GroupDraft(Guid Id, string Name, List<string> Roles);
