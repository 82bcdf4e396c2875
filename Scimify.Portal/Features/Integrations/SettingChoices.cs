using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations;

/// <summary>The possible values of settings, in words.</summary>
public static class SettingChoices
{
    public static readonly IReadOnlyList<Choice> Modes =
    [
        new("live", "Live", "Changes reach Looker at once."),
        new("plan", "Plan", "Changes are computed and shown, but nothing is done in Looker."),
        new("paused", "Paused", "Changes are accepted and wait. They are sent when you switch to live."),
    ];

    public static readonly IReadOnlyList<Choice> Adoption =
    [
        new("auto", "Adopt", "The account with the same e-mail address is linked to the SCIM user, and the group of the same name to the SCIM group."),
        new("review", "Ask", "The change is held and both sides are shown. It is adopted if a person agrees."),
        new("off", "Refuse", "The identity provider gets an error. Looker stays as it is."),
    ];

    public static readonly IReadOnlyList<Choice> OnDelete =
    [
        new("disable", "Disable in Looker", "The user can no longer sign in. Content, schedules and history stay."),
        new("delete", "Delete in Looker", "This cannot be undone: content goes to the trash, schedules are deleted, and alerts can no longer be edited. Before you save, you see what it would cost."),
    ];

    public static readonly IReadOnlyList<Choice> Drift =
    [
        new("report", "Report it", "A comparison lists the difference, and a person decides."),
        new("repair", "Repair it", "A comparison writes your identity provider's side to Looker. Members who were added by hand stay."),
    ];

    public static readonly IReadOnlyList<Choice> Profile =
    [
        new("tolerant", "Tolerant", "Understand what providers really send, also beyond the SCIM standard, and note it in the log. Right for nearly every provider."),
        new("strict", "Strict", "Refuse what the standard does not allow, so that faults of a provider show."),
        new("interop", "Interoperability profile", "Allow only what the draft of that profile allows: no unknown attributes, a path in every PATCH operation. Okta and Entra ID send more than that."),
    ];

    public static readonly IReadOnlyList<Choice> EmailSource =
    [
        new("emails", "E-mail addresses", "The primary address, or else the work address, or else the first one."),
        new("userName", "User name", "The user name, if it is an e-mail address."),
    ];
}
