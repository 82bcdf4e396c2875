using System.Text.Json.Nodes;

namespace Scimify.Core.Saml;

/// <summary>A member that differs between two states.</summary>
/// <param name="Name">Looker's name.</param>
/// <param name="Field">Null for a member that this build does not know.</param>
public sealed record SamlFieldChange(string Name, SamlField? Field, JsonNode? Before, JsonNode? After)
{
    /// <summary>The differences in display order. Unknown members come last, sorted by name.</summary>
    public static IReadOnlyList<SamlFieldChange> Between(SamlSettings before, SamlSettings after) =>
    [
        .. SamlFields.Writable.Select(f => f.Name)
            .Concat(before.Unknown.Union(after.Unknown).Order(StringComparer.Ordinal))
            .Where(name => !SamlValues.Same(name, before[name], after[name]))
            .Select(name => new SamlFieldChange(name, SamlFields.Find(name), before[name]?.DeepClone(), after[name]?.DeepClone())),
    ];
}
