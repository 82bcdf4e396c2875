using Scimify.Core.Provisioning.Mappings;

namespace Scimify.Portal.Features.Mappings;

/// <summary>Mappings while somebody edits them.</summary>
public sealed class MappingDraft(StoredMappings stored)
{
    public List<AttributeMappingDraft> Attributes { get; } =
        [.. stored.Attributes.Attributes.Select(a => new AttributeMappingDraft { Target = a.Name, Source = MappingWords.Of(a.Source).Key, Value = a.Text, Kind = a.IsSeeded ? "seeded" : "managed" })];

    public List<GroupDraft> Groups { get; } =
        [.. stored.Roles.GroupBy(r => r.GroupKey).Select(g => new GroupDraft(g.First().GroupId, g.First().GroupName, [.. g.Select(r => r.RoleId)]))];

    /// <summary>How many mappings differ from what is stored.</summary>
    public int Changes()
    {
        var (before, now) = (new MappingDraft(stored).Lines(), Lines());
        return Math.Max(now.Except(before).Count(), before.Except(now).Count());
    }

    private List<string> Lines() =>
    [
        .. Attributes.Select((a, n) => string.Join('\n', a.Target.Length == 0 ? $"new {n}" : a.Target, a.Source, a.Value, a.Kind)),
        .. Groups.Select(g => string.Join('\n', g.Roles.Order(StringComparer.Ordinal).Prepend(g.Id.ToString()))),
    ];

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
