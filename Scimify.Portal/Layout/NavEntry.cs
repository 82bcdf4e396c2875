using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Portal.Shared.Guides;

namespace Scimify.Portal.Layout;

/// <summary>A page that the rail and the palette lead to.</summary>
/// <param name="Page">Its path; within the integration for one of an integration.</param>
/// <param name="Group">The label above it; null for none.</param>
/// <param name="Key">Pressed after G; null for none.</param>
public sealed record NavEntry(string Page, string Text, string Icon, Permission Needs, string? Group = null, string? Key = null)
{
    /// <summary>Pages of the whole organization.</summary>
    public static readonly IReadOnlyList<NavEntry> OfOrganization =
    [
        new("", "Overview", "overview", Permission.ReadIntegrations, Key: "O"),
        new("integrations", "Integrations", "integrations", Permission.ReadIntegrations),
        new("provisioning-log", "Provisioning log", "log", Permission.ReadLogs),
        new("evidence", "Evidence", "evidence", Permission.ReadLogs, Key: "E"),
        new("audit-log", "Audit log", "audit", Permission.ReadLogs),
        new("people", "People", "users", Permission.ReadPeople),
        new("settings/sign-in", "Sign-in", "lock", Permission.ReadPeople),
        new("webhooks", "Webhooks", "bolt", Permission.ReadIntegrations),
        new("profile", "Your profile", "person", Permission.ReadIntegrations),
        new("settings/sign-in/providers", "Sign-in providers", "provider", Permission.ManageOrganization),
        new("personal-access-tokens", "Personal access tokens", "key", Permission.ReadIntegrations),
        new("api-reference", "API reference", "book", Permission.ReadIntegrations),
    ];

    private static readonly NavEntry[] OfIntegration =
    [
        new("", "Status", "status", Permission.ReadIntegrations),
        new("users", "Users", "users", Permission.ReadDirectory, "Directory", "U"),
        new("groups", "Groups", "group", Permission.ReadDirectory, "Directory"),
        new("provisioning-log", "Log", "log", Permission.ReadLogs, "Changes", "L"),
        new("held", "Held", "hand", Permission.ReadDirectory, "Changes", "H"),
        new("drift", "Drift", "drift", Permission.ReadDirectory, "Changes", "D"),
        new("plan", "Plan", "plan", Permission.ReadDirectory, "Changes"),
        new("tokens", "Tokens", "key", Permission.ReadTokens, "Connect", "T"),
        new(GuideLinks.Page, "Set-up guide", "book", Permission.ManageIntegrations, "Connect"),
        new("doctor", "Doctor", "bolt", Permission.ManageIntegrations, "Connect"),
        new("mappings", "Mappings", "mappings", Permission.ReadDirectory, "Rules"),
        new("adoption", "Adoption", "adopt", Permission.ReadDirectory, "Rules"),
        new("protected-accounts", "Protected", "lock", Permission.ReadDirectory, "Rules"),
        new("saml", "SAML", "saml", Permission.ReadSaml, "", "S"),
        new("settings", "Settings", "settings", Permission.ReadIntegrations, ""),
    ];

    /// <summary>The pages of one integration that the person may open.</summary>
    public static IEnumerable<NavEntry> For(ShellView view, ShellIntegration integration) =>
        OfIntegration.Where(e => view.May(e.Needs) && (e.Page != "plan" || integration.Mode == IntegrationMode.Plan));

    /// <summary>Whether the place is this page, or one below it.</summary>
    public bool IsAt(ShellPlace place) => place.Is(Page) || (Page == "tokens" && place.Is("rejected-requests"));
}
