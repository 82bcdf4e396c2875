using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Scimify.Core.People.Passwords;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.People;

/// <summary>Sends one-time links to those who use them. A link that was sent is shown to nobody else.</summary>
public sealed partial class LinkMailer(ScimifySettings settings, ILogger<LinkMailer> logger)
{
    private const int TimeoutMilliseconds = 10_000;

    public async Task<MailOutcome> SendAsync(IssuedLink link, CancellationToken ct)
    {
        if (settings is not { Smtp: { } smtp, PublicUrl: { } origin })
        {
            return MailOutcome.NotSet;
        }

        using var message = Message(link, smtp.From, origin);
        try
        {
            using var client = new SmtpClient { Timeout = TimeoutMilliseconds };
            await client.ConnectAsync(smtp.Host, smtp.Port, OptionOf(smtp.Tls), ct);
            if (smtp is { User: { } user, Password: { } password })
            {
                await client.AuthenticateAsync(user, password, ct);
            }

            await client.SendAsync(message, ct);
            await client.DisconnectAsync(quit: true, ct);
            return MailOutcome.Sent;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The text of a mail server may repeat the address.
            MailFailed(logger, smtp.Host, smtp.Port, e.GetType().Name, (e as SmtpCommandException)?.StatusCode.ToString() ?? "none");
            return MailOutcome.Failed;
        }
    }

    private static MimeMessage Message(IssuedLink link, string from, string origin) => new()
    {
        From = { new MailboxAddress("Scimify", from) },
        To = { new MailboxAddress("", link.Email) },
        Subject = link.IsInvitation ? "You are invited to Scimify" : "Set a new password for Scimify",
        Body = new TextPart("plain")
        {
            Text = $"""
                {(link.IsInvitation ? $"You are invited to Scimify at {origin}." : $"An owner of your organization lets you set a new password for Scimify at {origin}.")} Choose your password here:

                {ConsoleAddresses.PasswordLink(origin, link)}

                The link works once, until {Times.Utc(link.ExpiresAt)}. You sign in as {link.Email}.

                If you did not expect this mail, delete it. Nothing changes until the link is used.
                """,
        },
    };

    private static SecureSocketOptions OptionOf(SmtpTls tls) => tls switch
    {
        SmtpTls.StartTls => SecureSocketOptions.StartTls,
        SmtpTls.Implicit => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    [LoggerMessage(5010, LogLevel.Warning, "The mail server {Host}:{Port} did not take a link to a new password: {Error}, status {Status}. Its owner sees it instead")]
    private static partial void MailFailed(ILogger logger, string host, int port, string error, string status);
}

public enum MailOutcome
{
    /// <summary>No mail server is set.</summary>
    NotSet,

    /// <summary>The mail server has taken it.</summary>
    Sent,

    Failed,
}
