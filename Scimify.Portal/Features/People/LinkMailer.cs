using MimeKit;
using Scimify.Core.People.Passwords;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.People;

/// <summary>Sends one-time links to those who use them. A link that was sent is shown to nobody else.</summary>
public sealed class LinkMailer(MailServer server)
{
    public async Task<MailOutcome> SendAsync(IssuedLink link, CancellationToken ct)
    {
        if (server.Origin is not { } origin)
        {
            return MailOutcome.NotSet;
        }

        using var message = Message(link, origin);
        return await server.SendAsync("a link to a new password, which its owner sees instead", [message], ct);
    }

    private static MimeMessage Message(IssuedLink link, string origin) => new()
    {
        To = { new MailboxAddress("", link.Email) },
        Subject = link.IsInvitation ? "You are invited to Scimify" : "Set a new password for Scimify",
        Body = new TextPart("plain")
        {
            Text = $"""
                {(link.IsInvitation ? $"You are invited to Scimify at {origin}. Accept here:" : $"An owner of your organization lets you set a new password for Scimify at {origin}. Choose it here:")}

                {ConsoleAddresses.PasswordLink(origin, link)}

                The link works once, until {Times.Utc(link.ExpiresAt)}. You are {link.Email} there.

                If you did not expect this mail, delete it. Nothing changes until the link is used.
                """,
        },
    };
}
