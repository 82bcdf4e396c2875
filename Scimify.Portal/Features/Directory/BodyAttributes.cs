using System.Text.Json;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Directory;

/// <summary>The attributes of a resource as the identity provider sent them, path by path.</summary>
public static class BodyAttributes
{
    public static IReadOnlyList<DiffRow> Of(byte[]? json)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return [.. JsonDiff.Of(null, document.RootElement.GetRawText()).Where(row => !row.Path.StartsWith("schemas[", StringComparison.Ordinal))];
    }
}
