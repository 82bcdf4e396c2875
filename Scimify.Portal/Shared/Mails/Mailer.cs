using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Shared.Mails;

/// <summary>Hands mails to the server of the settings. A failure is an outcome, never an exception.</summary>
public sealed partial class Mailer(ScimifySettings settings, ILogger<Mailer> logger)
{
    private const int TimeoutMilliseconds = 10_000;

    /// <summary>The address of the console in mails; null if mails are not set up.</summary>
    public string? Origin => settings.Smtp is null ? null : settings.PublicUrl;

    /// <param name="to">An address. It is never in the log.</param>
    /// <param name="subject">One line.</param>
    /// <param name="text">Plain text.</param>
    /// <inheritdoc cref="SendAsync(string, IReadOnlyList{MimeMessage}, CancellationToken)"/>
    public async Task<MailOutcome> SendAsync(string to, string subject, string text, string what, CancellationToken ct)
    {
        using var message = Text(to, subject, text);
        return await SendAsync(what, [message], ct);
    }

    /// <summary>A mail in plain text, still without its sender.</summary>
    public static MimeMessage Text(string to, string subject, string text) => new()
    {
        To = { new MailboxAddress("", to) },
        Subject = subject,
        Body = new TextPart("plain") { Text = text },
    };

    /// <param name="what">For the log: what the mail is about, without a name.</param>
    /// <param name="messages">To one person each. The sender is filled in.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<MailOutcome> SendAsync(string what, IReadOnlyList<MimeMessage> messages, CancellationToken ct)
    {
        if (settings is not { Smtp: { } smtp, PublicUrl: not null } || messages.Count == 0)
        {
            return MailOutcome.NotSet;
        }

        try
        {
            using var client = new SmtpClient { Timeout = TimeoutMilliseconds };
            await client.ConnectAsync(smtp.Host, smtp.Port, OptionOf(smtp.Tls), ct);
            if (smtp is { User: { } user, Password: { } password })
            {
                await client.AuthenticateAsync(user, password, ct);
            }

            foreach (var message in messages)
            {
                message.From.Add(new MailboxAddress("Scimify", smtp.From));
                await client.SendAsync(message, ct);
            }

            await client.DisconnectAsync(quit: true, ct);
            return MailOutcome.Sent;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The text of a mail server may repeat the address.
            MailFailed(logger, smtp.Host, smtp.Port, what, e.GetType().Name, (e as SmtpCommandException)?.StatusCode.ToString() ?? "none");
            return MailOutcome.Failed;
        }
    }

    private static SecureSocketOptions OptionOf(SmtpTls tls) => tls switch
    {
        SmtpTls.StartTls => SecureSocketOptions.StartTls,
        SmtpTls.Implicit => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    [LoggerMessage(5010, LogLevel.Warning, "The mail server {Host}:{Port} did not take {What}: {Error}, status {Status}")]
    private static partial void MailFailed(ILogger logger, string host, int port, string what, string error, string status);
}

public enum MailOutcome
{
    /// <summary>No mail server is set, or there is nobody to write to.</summary>
    NotSet,

    /// <summary>The mail server has taken it.</summary>
    Sent,

    Failed,
}
