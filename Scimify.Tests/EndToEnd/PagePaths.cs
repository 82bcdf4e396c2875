namespace Scimify.Tests.EndToEnd;

internal static class PagePaths
{
    public static IEnumerable<(string Name, string Path)> All(SeedKeys keys) =>
    [
        ("overview", "/"),
        ("overview-month", "/?span=30d"),
        ("integrations", "/integrations"),
        ("integration-new", "/integrations/new"),
        ("integration", $"/integrations/{keys.Production}"),
        ("integration-rejected", $"/integrations/{keys.Staging}"),
        ("integration-settings", $"/integrations/{keys.Production}/settings"),
        ("tokens", $"/integrations/{keys.Production}/tokens"),
        ("tokens-empty", $"/integrations/{keys.Staging}/tokens"),
        ("rejected-requests", $"/integrations/{keys.Production}/rejected-requests"),
        ("users", $"/integrations/{keys.Production}/users"),
        ("users-failed", $"/integrations/{keys.Production}/users?state=Failed"),
        ("users-none-match", $"/integrations/{keys.Production}/users?q=nobody-has-this-name"),
        ("users-empty", $"/integrations/{keys.Staging}/users"),
        ("user", $"/integrations/{keys.Production}/users/{keys.AppliedUser}"),
        ("user-failed", $"/integrations/{keys.Production}/users/{keys.FailedUser}"),
        ("user-missing", $"/integrations/{keys.Production}/users/{Guid.Empty}"),
        ("groups", $"/integrations/{keys.Production}/groups"),
        ("group", $"/integrations/{keys.Production}/groups/{keys.Group}"),
        ("drift", $"/integrations/{keys.Production}/drift"),
        ("drift-none-match", $"/integrations/{keys.Production}/drift?kind=GroupMissing"),
        ("drift-empty", $"/integrations/{keys.Staging}/drift"),
        ("held", $"/integrations/{keys.Production}/held"),
        ("held-none-match", $"/integrations/{keys.Production}/held?action=Delete"),
        ("held-empty", $"/integrations/{keys.Staging}/held"),
        ("plan-off", $"/integrations/{keys.Production}/plan"),
        ("integration-log", $"/integrations/{keys.Production}/provisioning-log"),
        ("provisioning-log", "/provisioning-log"),
        ("provisioning-log-refused", "/provisioning-log?status=refused&period=30d"),
        ("log-entry", $"/provisioning-log/{keys.AppliedRequest}"),
        ("log-entry-refused", $"/provisioning-log/{keys.RefusedRequest}"),
        ("personal-tokens", "/personal-access-tokens"),
        ("audit-log", "/audit-log"),
        ("audit-entry", $"/audit-log/{keys.AuditEntry}"),
        ("denied", "/denied"),
        ("no-such-page", "/no-such-page"),
    ];
}
