using Scimify.Core.Saml;

namespace Scimify.Portal.Shared.Saml;

/// <summary>The console's words for SAML settings that work against SCIM.</summary>
public static class SamlFindingWords
{
    /// <param name="name">Looker's name, or the place of an error in a row.</param>
    public static string Label(string name) => SamlFields.Find(name.Split('.')[0])?.Label ?? name;

    public static (string Tone, string Icon, string Text) Severity(SamlSeverity severity) => severity switch
    {
        SamlSeverity.Blocker => ("bad", "x-circle", "Blocker"),
        SamlSeverity.Warning => ("wait", "alert", "Warning"),
        _ => ("move", "info", "Note"),
    };
}
