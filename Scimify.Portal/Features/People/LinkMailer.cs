using Scimify.Core.People.Passwords;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Mails;

namespace Scimify.Portal.Features.People;

/// <summary>Sends one-time links to those who use them. A link that was sent is shown to nobody else.</summary>
public sealed class LinkMailer(Mailer mailer)
{
    public async Task<MailOutcome> SendAsync(IssuedLink link, CancellationToken ct) => mailer.Origin is { } origin
        ? await mailer.SendAsync(
            link.Email,
            link.IsInvitation ? "You are invited to Scimify" : "Set a new password for Scimify",
            Text(link, origin),
            "a link to a new password, which its owner sees instead",
            ct)
        : MailOutcome.NotSet;

    private static string Text(IssuedLink link, string origin) => $"""
        {(link.IsInvitation ? $"You are invited to Scimify at {origin}. Accept here:" : $"An owner of your organization lets you set a new password for Scimify at {origin}. Choose it here:")}

        {ConsoleAddresses.PasswordLink(origin, link)}

        The link works once, until {Times.Utc(link.ExpiresAt)}. You are {link.Email} there.

        If you did not expect this mail, delete it. Nothing changes until the link is used.
        """;
}
