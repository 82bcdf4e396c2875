using Scimify.Core.Saml;

namespace Scimify.Portal.Shared.Saml;

/// <summary>What works against SCIM in the SAML settings, in the words of the console.</summary>
public static class SamlFindingWords
{
    /// <param name="name">Looker's, or the place of an error in a row of it.</param>
    public static string Label(string name) => SamlFields.Find(name.Split('.')[0])?.Label ?? name;

    public static (string Tone, string Icon, string Text) Severity(SamlSeverity severity) => severity switch
    {
        SamlSeverity.Blocker => ("bad", "x-circle", "Blocker"),
        SamlSeverity.Warning => ("wait", "alert", "Warning"),
        _ => ("note", "info", "Note"),
    };
}
