using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Primitives;
using Scimify.Portal.Shared.People;

namespace Scimify.Portal.Features.AuditLog;

/// <summary>The console's words for audit entries.</summary>
public static class AuditWords
{
    /// <summary>What people do for themselves.</summary>
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["session.start"] = "signed in",
        ["session.end"] = "signed out",
        ["session.fail"] = "failed to sign in",
        ["password.change"] = "changed their own password",
    };

    /// <summary>What follows the name of who did it, up to the name of what it was done to, and what follows that.</summary>
    internal static readonly IReadOnlyDictionary<string, (string Before, string After)> Verbs = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["integration.create"] = ("created the integration", ""),
        ["integration.update"] = ("changed the integration", ""),
        ["integration.delete"] = ("deleted the integration", ""),
        ["protectedAccount.add"] = ("protected an account in", ""),
        ["protectedAccount.remove"] = ("ended the protection of an account in", ""),
        ["mappings.update"] = ("changed the mappings of", ""),
        ["link.resync"] = ("had the resource", "brought to Looker again"),
        ["reconcile.start"] = ("compared", "with Looker"),
        ["inventory.read"] = ("had Looker's users and groups read for", ""),
        ["drift.repair"] = ("repaired the difference at", ""),
        ["drift.accept"] = ("accepted the difference at", ""),
        ["drift.ignore"] = ("ignored the difference at", ""),
        ["drift.reopen"] = ("reopened the difference at", ""),
        ["held.release"] = ("released a held change of", ""),
        ["held.reject"] = ("rejected a held change of", ""),
        ["saml.update"] = ("changed the SAML configuration of", ""),
        ["saml.policy"] = ("changed the rules for SAML drafts of", ""),
        ["saml.draft.create"] = ("created the SAML draft", ""),
        ["saml.draft.update"] = ("changed the SAML draft", ""),
        ["saml.draft.test"] = ("began a test of the SAML draft", ""),
        ["saml.draft.tested"] = ("tested the SAML draft", ""),
        ["saml.draft.approve"] = ("approved the SAML draft", ""),
        ["saml.draft.apply"] = ("applied the SAML draft", ""),
        ["saml.draft.discard"] = ("discarded the SAML draft", ""),
        ["token.create"] = ("created the SCIM token", ""),
        ["token.update"] = ("changed the SCIM token", ""),
        ["token.rotate"] = ("rotated the SCIM token", ""),
        ["token.endOverlap"] = ("ended the old secret of the SCIM token", ""),
        ["token.revoke"] = ("revoked the SCIM token", ""),
        ["oauthClient.create"] = ("created the OAuth client", ""),
        ["oauthClient.update"] = ("changed the OAuth client", ""),
        ["oauthClient.delete"] = ("deleted the OAuth client", ""),
        ["oauthClient.secret.add"] = ("added a secret to the OAuth client", ""),
        ["oauthClient.secret.remove"] = ("removed a secret of the OAuth client", ""),
        ["tokenPolicy.update"] = ("changed the policy for SCIM tokens:", ""),
        ["personalTokenPolicy.update"] = ("changed the policy for personal access tokens:", ""),
        ["personalAccessToken.create"] = ("created the personal access token", ""),
        ["personalAccessToken.revoke"] = ("revoked the personal access token", ""),
        ["metricsToken.create"] = ("created the metrics token", ""),
        ["metricsToken.revoke"] = ("revoked the metrics token", ""),
        ["session.start"] = ("signed in as", ""),
        ["session.fail"] = ("failed to sign in as", ""),
        ["session.end"] = ("signed out as", ""),
        ["access.refuse"] = ("was refused", ""),
        ["session.revoke"] = ("ended a session of", ""),
        ["factor.add"] = ("added a second factor for", ""),
        ["factor.rename"] = ("renamed a second factor of", ""),
        ["factor.remove"] = ("removed a second factor of", ""),
        ["signInPolicy.update"] = ("changed the rules for signing in:", ""),
        ["password.change"] = ("changed the password of", ""),
        ["password.reset"] = ("reset the password of", ""),
        ["password.link"] = ("made a link to a new password for", ""),
        ["password.revokeLink"] = ("ended the link to a new password of", ""),
        ["evidence.create"] = ("finished the export", ""),
        ["review.start"] = ("started the access review", ""),
        ["review.decide"] = ("decided about access in the review", ""),
        ["review.decideByLink"] = ("decided with a link about access in the review", ""),
        ["review.link"] = ("made a manager's link to the review", ""),
        ["review.revokeLink"] = ("ended a manager's link to the review", ""),
        ["review.close"] = ("closed the access review", ""),
        ["review.cancel"] = ("cancelled the access review", ""),
        ["review.erase"] = ("erased a person from the access review", ""),
        ["user.erase"] = ("erased a person from the logs and the history:", ""),
        ["provider.create"] = ("added the sign-in provider", ""),
        ["provider.update"] = ("changed the sign-in provider", ""),
        ["provider.delete"] = ("removed the sign-in provider", ""),
        ["provider.test"] = ("tried the sign-in provider", ""),
        ["provider.connect"] = ("connected an account of", ""),
        ["provider.disconnect"] = ("disconnected an account of", ""),
        ["provider.keepOwner"] = ("kept the last owner an owner:", ""),
        ["person.create"] = ("added", ""),
        ["person.invite"] = ("invited", ""),
        ["person.change"] = ("changed the person", ""),
        ["person.lock"] = ("locked", ""),
        ["person.unlock"] = ("unlocked", ""),
        ["person.slowdown"] = ("slowed down sign-ins as", ""),
        ["person.remove"] = ("removed", ""),
        ["webhook.create"] = ("added the webhook", ""),
        ["webhook.update"] = ("changed the webhook", ""),
        ["webhook.delete"] = ("removed the webhook", ""),
        ["webhook.test"] = ("sent a test to the webhook", ""),
        ["webhook.retry"] = ("sent a message again to the webhook", ""),
        ["logStream.create"] = ("added the log stream to", ""),
        ["logStream.rotate"] = ("replaced the secret of the log stream to", ""),
        ["logStream.delete"] = ("removed the log stream to", ""),
        ["backup.create"] = ("made the backup", ""),
        ["backup.restore"] = ("restored the backup", ""),
        ["export.create"] = ("exported", ""),
    };

    public static string Actor(string kind) => kind switch
    {
        "person" => "Console",
        "api" => "REST API",
        "cli" => "Command line",
        "system" => "Scimify itself",
        "link" => "Link of a manager",
        _ => kind,
    };

    /// <summary>Who did it. Somebody with a link has a name in the entry's values only, because these can be erased.</summary>
    public static string Who(AuditEntry entry, PersonNames names) => entry.ActorKind == "link" && ManagerIn(entry.After) is { } manager ? manager : names.Of(entry.ActorId, entry.ActorName);

    /// <summary>What was done, without who did it: "revoked the SCIM token Okta production".</summary>
    public static string Deed(AuditEntry entry, PersonNames? names = null) =>
        entry.ActorName == entry.SubjectName && Own.TryGetValue(entry.Action, out var own) ? own
        : Verbs.TryGetValue(entry.Action, out var verb) ? $"{verb.Before} {Subject(entry, names)}{Joined(verb.After)}" : $"{LetterCase.Lower(Action(entry.Action))} {Subject(entry, names)}";

    /// <summary>What it was done to. A person is named as they are called now, if the names know them.</summary>
    public static string Subject(AuditEntry entry, PersonNames? names) =>
        entry.SubjectKind == "person" && names is not null ? names.Of(Guid.TryParse(entry.SubjectId, out var id) ? id : null, entry.SubjectName) : entry.SubjectName;

    /// <summary>The same as a heading.</summary>
    public static string Heading(AuditEntry entry, PersonNames? names = null) => LetterCase.Capital(Deed(entry, names));

    /// <summary>Where the object can be seen; null if it has no page of its own, or is gone.</summary>
    public static string? Href(AuditEntry entry) => entry.Action.EndsWith(".delete", StringComparison.Ordinal) || entry.SubjectId is null ? null : entry.SubjectKind switch
    {
        "integration" => $"integrations/{entry.SubjectId}",
        "provider" => $"settings/sign-in/providers/{entry.SubjectId}",
        "webhook" => $"webhooks/{entry.SubjectId}",
        "logStream" => "webhooks",
        "person" when entry.Action != "person.remove" => "people",
        _ => null,
    };

    /// <summary>"token.revoke" as "Token: revoke".</summary>
    public static string Action(string action)
    {
        var parts = action.Split('.', 2);
        return parts.Length == 2 ? $"{LetterCase.Capital(Spaced(parts[0]))}: {Spaced(parts[1])}" : LetterCase.Capital(Spaced(action));
    }

    private static string? ManagerIn(string? after)
    {
        if (after is null)
        {
            return null;
        }

        using var values = JsonDocument.Parse(after);
        return values.RootElement.TryGetProperty("manager", out var manager) ? manager.GetString() : null;
    }

    private static string Joined(string after) => after.Length == 0 ? "" : " " + after;

    private static string Spaced(string camelCase) =>
        string.Concat(camelCase.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString())).Trim();
}
