using Scimify.Core.Provisioning.Reviews;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Mails;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>Sends managers the links with which they decide in an access review.</summary>
public sealed class ReviewLinkMailer(Mailer mailer)
{
    /// <summary>Whether a mail server is set.</summary>
    public bool IsSet => mailer.Origin is not null;

    /// <returns>False if no mail server is set, the manager has no address, or the server did not take the mail.</returns>
    public async Task<bool> SendAsync(IssuedReviewLink link, ReviewReminder reminder, CancellationToken ct)
    {
        if (mailer.Origin is not { } origin || link.Address is not { } address)
        {
            return false;
        }

        var (subject, lead) = reminder switch
        {
            ReviewReminder.Overdue => ($"Access review overdue: {link.Review}", $"The access review “{link.Review}” is overdue, and you have not decided about all of your people."),
            ReviewReminder.DueSoon => ($"Access review due soon: {link.Review}", $"The access review “{link.Review}” is due on {Times.Utc(link.DueAt)}, and you have not decided about all of your people."),
            _ => ($"Access review: {link.Review}", $"Please say who of your people still needs access to Looker, until {Times.Utc(link.DueAt)}."),
        };
        var outcome = await mailer.SendAsync(
            address,
            subject,
            $"""
            {lead}

            {ConsoleAddresses.ReviewLink(origin, link.Secret)}

            The link is yours alone: whoever has it decides in your name. It works until {Times.Utc(link.ExpiresAt)} or until the review ends, as often as you like. Links that you got before do not work any more.

            You get this mail because your company's directory says that you are the manager of people with access to Looker.
            """,
            "a link to an access review",
            ct);
        return outcome == MailOutcome.Sent;
    }
}
