using System.Text.Json;
using Scimify.Core.Scim.Dialects;

namespace Scimify.Core.Directory;

/// <summary>Tolerances as the log stores them: a JSON array of sentences.</summary>
internal static class ToleranceJson
{
    public static string? Of(IReadOnlyList<Tolerance> tolerances) => tolerances.Count == 0
        ? null
        : JsonSerializer.Serialize(tolerances.Select(t => t.Message));
}
