using MimeKit;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Mails;

namespace Scimify.Portal.Features.People;

/// <summary>Tells a person who may more now, and the other owners, where a mail server is set. The change has been made already, and a mail that fails changes nothing.</summary>
public sealed class RoleMailer(Mailer mailer, IPeopleStore people)
{
    /// <param name="actor">Gave the role, and gets no mail.</param>
    /// <param name="raised">Null if the person may nothing more: then nobody is told.</param>
    public async Task<MailOutcome> SendAsync(Actor actor, RaisedRole? raised)
    {
        if (raised is null || mailer.Origin is not { } origin)
        {
            return MailOutcome.NotSet;
        }

        // Not with the request's token: the change is made, and whoever leaves the page does not take the news from the others.
        var everybody = await people.ListAsync(actor.OrganizationKey, CancellationToken.None);
        var messages = everybody.Where(person => person.Id != actor.Id && !person.IsLocked && (person.Id == raised.PersonId || person.Role == PortalRole.Owner))
            .Select(person => Message(actor, raised, person, origin)).ToList();
        try
        {
            return await mailer.SendAsync("the news of a new role", messages, CancellationToken.None);
        }
        finally
        {
            messages.ForEach(message => message.Dispose());
        }
    }

    private static MimeMessage Message(Actor actor, RaisedRole raised, PersonView to, string origin)
    {
        var (who, verb) = to.Id == raised.PersonId ? ("You", "are") : (Named(raised.Name, raised.Email), "is");
        var reason = raised.Reason is { } given ? $"\n\nThe reason given: {given}" : "";
        return Mailer.Text(
            to.Email,
            $"{who} {verb} {Roles.Name(raised.After)} in Scimify now",
            $"""
            {who} {verb} {Roles.Name(raised.After)} in Scimify at {origin} now, and {(verb == "are" ? "were" : "was")} {Roles.Name(raised.Before)} before. {Named(actor.DisplayName ?? actor.Name, actor.Name)} made the change.{reason}

            Who may do what is at {origin.TrimEnd('/')}/people. If this is not right, an owner changes it back there.
            """);
    }

    private static string Named(string name, string email) => name == email ? email : $"{name} ({email})";
}
