using System.Diagnostics;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;

namespace Scimify.Portal.Shared.Held;

/// <summary>The console's words for held changes.</summary>
public static class HeldWords
{
    public static readonly IReadOnlyList<(string Key, string Text)> Actions =
    [
        ("", "All kinds"),
        (nameof(HeldAction.Disable), "Disable person"),
        (nameof(HeldAction.Delete), "Delete"),
        (nameof(HeldAction.RemoveMember), "Remove member"),
        (nameof(HeldAction.Adopt), "Adopt"),
    ];

    public static string Of(HeldAction action, bool ofGroup) => (action, ofGroup) switch
    {
        (HeldAction.Disable, _) => "Disable person",
        (HeldAction.Delete, false) => "Delete person",
        (HeldAction.Delete, true) => "Delete group",
        (HeldAction.RemoveMember, _) => "Remove member",
        (HeldAction.Adopt, false) => "Adopt account",
        (HeldAction.Adopt, true) => "Adopt group",
        _ => throw new UnreachableException(),
    };

    /// <summary>What releasing these does, in numbers.</summary>
    public static IReadOnlyList<string> Release(IReadOnlyCollection<HeldChoice> chosen, IntegrationView integration)
    {
        var deleted = integration.Policies.OnDelete == DeletionPolicy.Delete
            ? "deleted in Looker, which cannot be undone: schedules and alerts are lost."
            : "disabled in Looker and removed from their groups there. Their content stays.";
        return
        [
            .. Line(chosen, HeldAction.Disable, false, "person", "people", "disabled in Looker and can no longer sign in."),
            .. Line(chosen, HeldAction.Delete, false, "deleted person", "deleted people", deleted),
            .. Line(chosen, HeldAction.Delete, true, "group", "groups", "removed from Looker with the members that Scimify manages."),
            .. Line(chosen, HeldAction.RemoveMember, true, "member", "members", "removed from their groups in Looker."),
            .. Line(chosen, HeldAction.Adopt, false, "account", "accounts", "taken over: from then on SCIM decides about name, address and access, and may disable it."),
            .. Line(chosen, HeldAction.Adopt, true, "group", "groups", "taken over: its members stay, and SCIM adds and removes its own."),
            integration.Mode switch
            {
                IntegrationMode.Live => "Looker gets this at once.",
                IntegrationMode.Paused => "The integration is paused. Looker gets this when it is live again.",
                IntegrationMode.Plan => "Nothing is done in Looker while the integration is in plan mode.",
                _ => throw new UnreachableException(),
            },
        ];
    }

    /// <summary>What rejecting these does, in numbers.</summary>
    public static IReadOnlyList<string> Reject(IReadOnlyCollection<HeldChoice> chosen) =>
    [
        .. Line(chosen, HeldAction.Disable, false, "person", "people", "active in SCIM again, as in Looker."),
        .. Line(chosen, HeldAction.Delete, false, "deleted person", "deleted people", "back in SCIM under the same id, with their groups."),
        .. Line(chosen, HeldAction.Delete, true, "deleted group", "deleted groups", "back in SCIM under the same id, with their members."),
        .. Line(chosen, HeldAction.RemoveMember, true, "member", "members", "back in their groups in SCIM."),
        .. Line(chosen, HeldAction.Adopt, false, "person", "people", "left without an account and marked as failed. The account in Looker belongs to nobody."),
        .. Line(chosen, HeldAction.Adopt, true, "group", "groups", "left without a Looker group and marked as failed, and the members wait."),
        "Looker keeps what it has. The identity provider is not told, and the deletion guard checks its next request again.",
    ];

    private static IEnumerable<string> Line(IReadOnlyCollection<HeldChoice> chosen, HeldAction action, bool ofGroup, string one, string many, string becomes)
    {
        var count = chosen.Count(c => c.Action == action && c.OfGroup == ofGroup);
        return count == 0 ? [] : [$"{Times.Count(count, one, many)} {(count == 1 ? "is" : "are")} {becomes}"];
    }
}
