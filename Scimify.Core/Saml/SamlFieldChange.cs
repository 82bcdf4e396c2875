using System.Text.Json.Nodes;

namespace Scimify.Core.Saml;

/// <summary>One member that differs between two states.</summary>
/// <param name="Name">Looker's.</param>
/// <param name="Field">Null: not known to this build.</param>
public sealed record SamlFieldChange(string Name, SamlField? Field, JsonNode? Before, JsonNode? After)
{
    /// <summary>In the order in which fields are shown; members that are not known come last, by name.</summary>
    public static IReadOnlyList<SamlFieldChange> Between(SamlSettings before, SamlSettings after) =>
    [
        .. SamlFields.Writable.Select(f => f.Name)
            .Concat(before.Unknown.Union(after.Unknown).Order(StringComparer.Ordinal))
            .Where(name => !SamlValues.Same(name, before[name], after[name]))
            .Select(name => new SamlFieldChange(name, SamlFields.Find(name), before[name]?.DeepClone(), after[name]?.DeepClone())),
    ];
}
