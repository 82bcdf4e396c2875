using System.Text.Json.Nodes;

namespace Scimify.Core.Saml;

public enum SamlSeverity
{
    /// <summary>The next logins undo or break what SCIM built.</summary>
    Blocker,
    Warning,
    Info,
}

/// <summary>Where SAML works against SCIM, or soon will.</summary>
/// <param name="Code">For programs; one finding for each.</param>
/// <param name="Message">What the next SAML login would do, to whom, in numbers and names.</param>
/// <param name="Field">Looker's member name.</param>
/// <param name="Fix">The change that settles it, by Looker's member names; null where a person has to decide.</param>
public sealed record SamlFinding(string Code, SamlSeverity Severity, string Message, string Field, int AffectedUsers, int AffectedGroups, JsonObject? Fix);
