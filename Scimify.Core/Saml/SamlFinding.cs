using System.Text.Json.Nodes;

namespace Scimify.Core.Saml;

public enum SamlSeverity
{
    /// <summary>The next logins would undo or break what SCIM built.</summary>
    Blocker,
    Warning,
    Info,
}

/// <summary>A place where SAML works against SCIM, or soon will.</summary>
/// <param name="Code">For programs; no two findings share one.</param>
/// <param name="Message">What the next SAML login would do, and to whom, in numbers and names.</param>
/// <param name="Field">Looker's member name.</param>
/// <param name="Fix">The change that resolves it, by Looker's member names; null if a person has to decide.</param>
public sealed record SamlFinding(string Code, SamlSeverity Severity, string Message, string Field, int AffectedUsers, int AffectedGroups, JsonObject? Fix);
