using System.Text.Json;

namespace Scimify.Core.Audit;

/// <summary>What a SCIM write asked of one attribute.</summary>
/// <param name="Attribute">Its SCIM path, such as <c>name.familyName</c>.</param>
/// <param name="Before">Null if it had no value.</param>
/// <param name="After">Null if it has no value any more.</param>
public sealed record LoggedChange(string Attribute, string? Before, string? After)
{
    /// <returns>Null if nothing was changed.</returns>
    internal static string? Store(IReadOnlyList<LoggedChange> changes) => changes.Count == 0 ? null : JsonSerializer.Serialize(changes, JsonSerializerOptions.Web);

    public static IReadOnlyList<LoggedChange> Read(string? stored) => stored is null ? [] : JsonSerializer.Deserialize<List<LoggedChange>>(stored, JsonSerializerOptions.Web) ?? [];
}
