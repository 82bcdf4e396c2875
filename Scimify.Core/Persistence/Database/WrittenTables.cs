using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Scimify.Core.Changes;

namespace Scimify.Core.Persistence.Database;

/// <summary>What a statement changes, read from its text. So no write can forget to say it.</summary>
internal static partial class WrittenTables
{
    /// <summary>Clients write no statements that write, so these are as many as the source has.</summary>
    private static readonly ConcurrentDictionary<string, ChangeTopics> Known = new(StringComparer.Ordinal);

    /// <summary>All tables of the model. None for what no page shows.</summary>
    private static readonly Dictionary<string, ChangeTopics> Topics = new(StringComparer.Ordinal)
    {
        ["scim_users"] = ChangeTopics.Directory,
        ["scim_user_bodies"] = ChangeTopics.Directory,
        ["scim_user_emails"] = ChangeTopics.Directory,
        ["scim_groups"] = ChangeTopics.Directory,
        ["scim_group_bodies"] = ChangeTopics.Directory,
        ["memberships"] = ChangeTopics.Directory,
        ["removed_memberships"] = ChangeTopics.Directory,
        ["integration_counters"] = ChangeTopics.Directory,
        ["provisioning_log"] = ChangeTopics.Log,
        ["looker_effects"] = ChangeTopics.Log,
        ["held_changes"] = ChangeTopics.Held,
        ["drift_items"] = ChangeTopics.Drift,
        ["reconcile_runs"] = ChangeTopics.Drift,
        ["looker_inventory"] = ChangeTopics.Drift,
        ["protected_accounts"] = ChangeTopics.Drift,
        ["scim_tokens"] = ChangeTopics.Tokens,
        ["oauth_clients"] = ChangeTopics.Tokens,
        ["oauth_secrets"] = ChangeTopics.Tokens,
        ["metrics_tokens"] = ChangeTopics.Tokens,
        ["rejected_requests"] = ChangeTopics.Tokens,
        ["personal_access_tokens"] = ChangeTopics.Tokens | ChangeTopics.People,
        ["people"] = ChangeTopics.People,
        ["person_claims"] = ChangeTopics.People,
        ["person_tokens"] = ChangeTopics.People,
        ["person_passkeys"] = ChangeTopics.People,
        ["person_logins"] = ChangeTopics.People,
        ["sessions"] = ChangeTopics.People,
        ["authenticator_apps"] = ChangeTopics.People,
        ["password_links"] = ChangeTopics.People,
        ["sign_in_providers"] = ChangeTopics.People,
        ["organizations"] = ChangeTopics.Integrations | ChangeTopics.People | ChangeTopics.Tokens,
        ["integrations"] = ChangeTopics.Integrations,
        ["integration_mappings"] = ChangeTopics.Mappings,
        ["mapping_progress"] = ChangeTopics.Mappings,
        ["looker_roles"] = ChangeTopics.Mappings,
        ["group_roles"] = ChangeTopics.Mappings,
        ["saml_drafts"] = ChangeTopics.Saml,
        ["saml_policies"] = ChangeTopics.Saml,
        ["saml_checks"] = ChangeTopics.Saml,
        ["saml_revisions"] = ChangeTopics.Saml,
        ["access_reviews"] = ChangeTopics.Reviews,
        ["access_reviewers"] = ChangeTopics.Reviews,
        ["review_managers"] = ChangeTopics.Reviews,
        ["reviewed_access"] = ChangeTopics.Reviews,
        ["webhooks"] = ChangeTopics.Webhooks,
        ["webhook_deliveries"] = ChangeTopics.Webhooks,
        ["log_streams"] = ChangeTopics.Webhooks,
        ["audit_log"] = ChangeTopics.Audit,
        ["looker_call_counts"] = ChangeTopics.Budget,
        ["scim_roles"] = ChangeTopics.None,
        ["access_intervals"] = ChangeTopics.None,
        ["access_details"] = ChangeTopics.None,
        ["access_names"] = ChangeTopics.None,
        ["saved_views"] = ChangeTopics.None,
        ["used_assertions"] = ChangeTopics.None,
        ["used_logout_tokens"] = ChangeTopics.None,
        ["audit_chains"] = ChangeTopics.None,
        ["guarded_removals"] = ChangeTopics.None,
        ["undone_writes"] = ChangeTopics.None,
        ["notice_marks"] = ChangeTopics.None,
        ["log_stream_positions"] = ChangeTopics.None,
        ["log_stream_waiting"] = ChangeTopics.None,
        ["idempotency_keys"] = ChangeTopics.None,
        ["sign_in_attempts"] = ChangeTopics.None,
        ["server_secrets"] = ChangeTopics.None,
        ["data_protection_keys"] = ChangeTopics.None,
        ["servers"] = ChangeTopics.None,
    };

    internal static IReadOnlyCollection<string> Names => Topics.Keys;

    public static ChangeTopics Of(string sql) => Known.GetOrAdd(sql, static text => Writes().Matches(text).Aggregate(
        ChangeTopics.None, (topics, write) => topics | OfTable(write.Groups[1].Value)));

    public static ChangeTopics OfTable(string? name) => name is null ? ChangeTopics.None : Topics.GetValueOrDefault(name);

    [GeneratedRegex("""\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?([a-z_]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Writes();
}
