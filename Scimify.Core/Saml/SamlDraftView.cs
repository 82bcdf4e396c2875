using System.Text.Json.Nodes;

namespace Scimify.Core.Saml;

/// <summary>A draft, compared with what Looker has now.</summary>
/// <param name="Now">What Looker has.</param>
/// <param name="BaseUrl">Looker's address.</param>
public sealed record SamlDraftView(SamlDraft Draft, SamlDocument Now, string BaseUrl, bool RequiresApproval)
{
    public SamlSettings After => Draft.After(Now.Settings);

    /// <summary>What would change.</summary>
    public IReadOnlyList<SamlFieldChange> Changes => SamlFieldChange.Between(Now.Settings, After);

    /// <summary>What the draft changes although it has changed in Looker since the draft was created. Each has the value then, the value now, and the draft's value.</summary>
    public IReadOnlyList<SamlFieldChange> Overwrites
    {
        get
        {
            var start = SamlSettings.Parse(Draft.BaseSettings);
            return [.. SamlFieldChange.Between(start, Now.Settings).Where(c => Draft.ParsedChanges.ContainsKey(c.Name) && !SamlValues.Same(c.Name, Now.Settings[c.Name], Draft.ParsedChanges[c.Name]))];
        }
    }

    public bool IsTested => Draft.IsTested(After);

    public bool IsApproved => Draft.ApprovedFingerprint == After.Fingerprint && Draft.ApproverId != Draft.AuthorId;

    /// <summary>Whether later logins would depend on something new, so that the draft has to be tested.</summary>
    public bool NeedsTest => SamlGuard.TrustField(Now.Settings, After) is not null;
}

/// <summary>What follows from a draft's columns.</summary>
public static class SamlDrafts
{
    extension(SamlDraft draft)
    {
        public JsonObject ParsedChanges => (JsonObject)JsonNode.Parse(draft.Changes)!;

        /// <summary>What would be sent.</summary>
        public JsonObject ChangesFor(SamlSettings current) => current.Reduce(draft.ParsedChanges);

        public SamlSettings After(SamlSettings current) => current.With(draft.ParsedChanges);

        /// <summary>Whether a login with exactly these settings has succeeded.</summary>
        public bool IsTested(SamlSettings after) => draft.Test == SamlTestState.Passed && draft.TestedFingerprint == after.Fingerprint;
    }
}
