using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations;

/// <summary>The values that settings can take, in words.</summary>
public static class SettingChoices
{
    public static readonly IReadOnlyList<Choice> Modes =
    [
        new("live", "Live", "Changes reach Looker at once."),
        new("plan", "Plan", "Changes are computed and shown; nothing is done in Looker."),
        new("paused", "Paused", "Changes are accepted and queued. They are sent when you switch to live."),
    ];

    public static readonly IReadOnlyList<Choice> Adoption =
    [
        new("auto", "Adopt", "The account with the same e-mail address becomes the SCIM user's, the group of the same name the SCIM group's."),
        new("review", "Ask", "The change is held, and both sides are shown: it is adopted when a person agrees."),
        new("off", "Refuse", "The identity provider gets an error; what is in Looker is left as it is."),
    ];

    public static readonly IReadOnlyList<Choice> OnDelete =
    [
        new("disable", "Disable in Looker", "Sign-in stops; content, schedules and history stay."),
        new("delete", "Delete in Looker", "Cannot be undone: content goes to the trash, schedules are deleted, alerts can no longer be edited. What it would cost is shown before it is saved."),
    ];

    public static readonly IReadOnlyList<Choice> EmailSource =
    [
        new("emails", "E-mail addresses", "The primary address, else the work address, else the first one."),
        new("userName", "User name", "The user name, where it is an e-mail address."),
    ];
}
