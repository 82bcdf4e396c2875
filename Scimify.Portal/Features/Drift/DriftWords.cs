using Scimify.Core.Provisioning.Drift;

namespace Scimify.Portal.Features.Drift;

/// <summary>The console's words for a kind of difference.</summary>
/// <param name="Tone">The badge's tone: access that the identity provider has not given is bad, and the rest waits.</param>
/// <param name="Repair">What repairing does.</param>
public sealed record DriftWords(string Text, string Tone, string Icon, string Repair)
{
    private static readonly Dictionary<DriftKind, DriftWords> ByKind = new()
    {
        [DriftKind.UserEnabled] = new("Enabled again in Looker", "bad", "drift", "Disable again"),
        [DriftKind.MemberAdded] = new("Member added in Looker", "bad", "group", "Remove"),
        [DriftKind.UserDisabled] = new("Disabled in Looker", "wait", "pause", "Enable again"),
        [DriftKind.UserMissing] = new("Account missing", "wait", "person", "Create again"),
        [DriftKind.UserChanged] = new("Name changed", "wait", "plan", "Write again"),
        [DriftKind.CredentialMissing] = new("Credential missing", "wait", "mail-off", "Create again"),
        [DriftKind.EmailChanged] = new("Address changed", "wait", "plan", "Write again"),
        [DriftKind.GroupMissing] = new("Group missing", "wait", "group", "Create again"),
        [DriftKind.GroupRenamed] = new("Group renamed", "wait", "plan", "Rename back"),
        [DriftKind.RoleChanged] = new("Role removed from group", "wait", "key", "Give again"),
        [DriftKind.AttributeChanged] = new("Attribute changed", "wait", "plan", "Write again"),
        [DriftKind.MemberMissing] = new("Member removed", "wait", "users", "Put back"),
    };

    public static readonly IReadOnlyList<(string Key, string Text)> Kinds =
        [("", "All kinds"), .. ByKind.Select(kind => (kind.Key.ToString(), kind.Value.Text))];

    public static DriftWords Of(DriftKind kind) => ByKind[kind];

    /// <summary>What differs, for people; null if the badge says everything.</summary>
    public static string? NameOf(DriftItem item) => item.Field switch
    {
        _ when item.Kind == DriftKind.AttributeChanged => item.Field,
        "first_name" => "First name",
        "last_name" => "Last name",
        "email" => "E-mail address",
        "name" => "Name",
        _ => null,
    };

    public static string Show(string field, string? value) => (field, value) switch
    {
        ("is_disabled", "true") => "Disabled",
        ("is_disabled", "false") => "Enabled",
        (_, null or "") => "Nothing",
        _ => value,
    };
}
