using Scimify.Core.Primitives;

namespace Scimify.Portal.Features.AuditLog;

/// <summary>The console's words for audit entries.</summary>
public static class AuditWords
{
    public static string Actor(string kind) => kind switch
    {
        "person" => "Console",
        "api" => "REST API",
        "cli" => "Command line",
        "system" => "Scimify itself",
        _ => kind,
    };

    /// <summary>"token.revoke" as "Token: revoke".</summary>
    public static string Action(string action)
    {
        var parts = action.Split('.', 2);
        return parts.Length == 2 ? $"{LetterCase.Capital(Spaced(parts[0]))}: {Spaced(parts[1])}" : LetterCase.Capital(Spaced(action));
    }

    private static string Spaced(string camelCase) =>
        string.Concat(camelCase.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString())).Trim();
}
