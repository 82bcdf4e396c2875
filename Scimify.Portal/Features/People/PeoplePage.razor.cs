using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.Sessions;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Mails;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Tables;
using Scimify.Portal.Shared.Sessions;

namespace Scimify.Portal.Features.People;

/// <summary>The people of the organization.</summary>
public sealed partial class PeoplePage : DataPage<PeopleView>
{
    private const int MostSessions = 200;

    private (string Tone, string Text)? _notice;

    [Inject] public required PeopleService People { get; init; }

    [Inject] public required PasswordLinkService Links { get; init; }

    [Inject] public required FactorService Factors { get; init; }

    [Inject] public required LinkMailer Mailer { get; init; }

    [Inject] public required PeopleQuery Query { get; init; }

    [Inject] public required SessionsQuery SessionList { get; init; }

    [Inject] public required SessionService Sessions { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private PageRequest Part => PageRequest.Of(Page, PageSizes.Of(Size));

    protected override ChangeTopics Watches => ChangeTopics.People;

    protected override async Task<PeopleView> QueryAsync(Actor actor, CancellationToken ct) => new(
        await Query.RunAsync(actor, Part, ct), await SessionList.EveryoneAsync(actor, new PageRequest(1, MostSessions), ct));

    private string? DetailOf(PersonView person) => person.Id != Actor!.Id ? person.AddressBelow : person.AddressBelow is { } address ? $"{address}, you" : "you";

    protected override async Task ResumeAsync()
    {
        if (await SignInAgain.TakeAsync<PeopleWork>() is not { } work)
        {
            return;
        }

        var person = Value!.People.Items.FirstOrDefault(person => person.Id == work.Person);
        await (work.Act switch
        {
            FreshAct.InvitePerson => AddAsync(work),
            FreshAct.RaiseRole when person is not null => ChangeRoleAsync(person, work),
            FreshAct.MakeSignInLink when person is not null => MakeLinkAsync(person),
            FreshAct.RemoveFactors when person is not null => ResetFactorsAsync(person),
            FreshAct.NameBreakGlass when person is not null => SetBreakGlassAsync(person, !person.IsBreakGlass),
            FreshAct.UnlockPerson when person is { IsLocked: true } => SetLockedAsync(person, locked: false),
            _ => Task.CompletedTask,
        });
    }

    private Task AddAsync() => AddAsync(null);

    /// <param name="work">What was typed before; null for an empty form.</param>
    private async Task AddAsync(PeopleWork? work)
    {
        _notice = null;
        if (!await SignInAgain.IsFreshAsync(FreshAct.InvitePerson, work ?? new PeopleWork(FreshAct.InvitePerson)))
        {
            return;
        }

        await Dialogs.OpenAsync<InviteDialog>("Invite people", new Dictionary<string, object?> { [nameof(InviteDialog.Work)] = work }, mustAnswer: true);
        await ReloadAsync();
    }

    /// <summary>Makes an invitation or a reset, whichever the person needs.</summary>
    private async Task MakeLinkAsync(PersonView person)
    {
        _notice = null;
        if (!await SignInAgain.IsFreshAsync(FreshAct.MakeSignInLink, new PeopleWork(FreshAct.MakeSignInLink, person.Id)) || (!person.IsInvited && !await Dialogs.ConfirmAsync(
            $"Reset the password of {person.ShownName}?", ["You get a link, with which they set a new password.", "Their present password works until then, and their sessions go on."], "Make a link")))
        {
            return;
        }

        try
        {
            await HandOverAsync(await Links.IssueAsync(await Session.ActorAsync(), person.Id, Leaving));
        }
        catch (RequestException e)
        {
            _notice = ("bad", e.Message);
            await ReloadAsync();
        }
    }

    /// <summary>Sends the link to its person where that can be done, and shows it otherwise.</summary>
    private async Task HandOverAsync(IssuedLink link)
    {
        var outcome = await Mailer.SendAsync(link, Leaving);
        if (outcome == MailOutcome.Sent)
        {
            _notice = ("good", $"The link was sent to {link.Email}.");
            await ReloadAsync();
            return;
        }

        await Dialogs.OpenAsync<PasswordLinkDialog>(link.IsInvitation ? "Hand over the invitation" : "Hand over the link", new Dictionary<string, object?>
        {
            [nameof(PasswordLinkDialog.Link)] = link,
            [nameof(PasswordLinkDialog.MailFailed)] = outcome == MailOutcome.Failed,
        }, mustAnswer: true);
        await ReloadAsync();
    }

    private Task RevokeLinkAsync(PersonView person) => TryAsync(actor => Links.RevokeAsync(actor, person.Id, Leaving), $"The link of {person.ShownName} works no more.");

    private Task EndSlowDownAsync(PersonView person) => TryAsync(actor => People.UnlockAsync(actor, person.Id, Leaving), $"Nobody has to wait any more to sign in as {person.ShownName}.");

    private Task ChangeRoleAsync(PersonView person) => ChangeRoleAsync(person, null);

    /// <inheritdoc cref="AddAsync(PeopleWork?)"/>
    private async Task ChangeRoleAsync(PersonView person, PeopleWork? work)
    {
        _notice = null;
        if (await Dialogs.OpenAsync<RoleDialog>($"Role of {person.ShownName}", new Dictionary<string, object?>
        {
            [nameof(RoleDialog.Person)] = person,
            [nameof(RoleDialog.IsSelf)] = person.Id == Actor!.Id,
            [nameof(RoleDialog.Work)] = work,
        }) is NewRole made)
        {
            var told = made.Mail switch
            {
                MailOutcome.Sent => " The other owners were told by mail.",
                MailOutcome.Failed => " The mail to the other owners could not be sent; the server's log has the reason.",
                _ => "",
            };
            _notice = (made.Mail == MailOutcome.Failed ? "wait" : "good", $"{person.ShownName} is {Roles.Name(made.Role)} now.{told}");
            await ReloadAsync();
        }
    }

    private async Task SetLockedAsync(PersonView person, bool locked)
    {
        if (!locked)
        {
            if (!await SignInAgain.IsFreshAsync(FreshAct.UnlockPerson, new PeopleWork(FreshAct.UnlockPerson, person.Id)))
            {
                return;
            }

            await TryAsync(actor => People.UnlockAsync(actor, person.Id, Leaving), $"{person.ShownName} is unlocked.");
        }
        else if (await Dialogs.ConfirmAsync($"Lock {person.ShownName}?", ["Their sessions end at once.", "Their personal access tokens stop until they are unlocked."], "Lock"))
        {
            await TryAsync(actor => People.LockAsync(actor, person.Id, Leaving), $"{person.ShownName} is locked.");
        }
    }

    private async Task ResetFactorsAsync(PersonView person)
    {
        if (await SignInAgain.IsFreshAsync(FreshAct.RemoveFactors, new PeopleWork(FreshAct.RemoveFactors, person.Id)) && await Dialogs.ConfirmAsync(
            $"Reset the second factors of {person.ShownName}?",
            [
                "Their authenticator app, recovery codes and passkeys are removed.", "Their sessions end at once.",
                "They sign in with the password alone, or set up a new factor where the policy asks for one. They are told that you did this.",
                "Make sure that it is really them who asks: this is what somebody would ask for who knows their password.",
            ],
            "Reset"))
        {
            await TryAsync(actor => Factors.ResetAsync(actor, person.Id, Leaving), $"{person.ShownName} has no second factor any more, and is signed out.");
        }
    }

    private async Task SetBreakGlassAsync(PersonView person, bool isBreakGlass)
    {
        string[] consequences = isBreakGlass
            ? ["They sign in with a passkey, or with a password and a second factor, also if people sign in with providers only.", "Their sessions go on."]
            : ["If people sign in with providers only, their password and their passkeys open nothing.", "Their sessions end now."];
        if ((!isBreakGlass || await SignInAgain.IsFreshAsync(FreshAct.NameBreakGlass, new PeopleWork(FreshAct.NameBreakGlass, person.Id))) && await Dialogs.ConfirmAsync(
            isBreakGlass ? $"Name {person.ShownName} as break-glass?" : $"Is {person.ShownName} break-glass no more?", consequences, isBreakGlass ? "Name as break-glass" : "Withdraw"))
        {
            await TryAsync(
                actor => People.ChangeAsync(actor, person.Id, null, null, Leaving, breakGlass: isBreakGlass), isBreakGlass ? $"{person.ShownName} is break-glass now." : $"{person.ShownName} is break-glass no more.");
        }
    }

    private async Task RemoveAsync(PersonView person)
    {
        if (await Dialogs.ConfirmAsync(
            $"Remove {person.ShownName}?", ["1 person loses access to console and API.", "Their personal access tokens are deleted.", "SCIM tokens that they created stay, and the logs keep their name."], "Remove"))
        {
            await TryAsync(actor => People.RemoveAsync(actor, person.Id, Leaving), $"{person.ShownName} is removed.");
        }
    }

    private Task EndAsync(SessionView session) => TryAsync(actor => Sessions.RevokeAsync(actor, session.Id, Leaving), $"{session.Person} is signed out on {session.Device}.");

    private async Task TryAsync(Func<Actor, Task> action, string done)
    {
        _notice = null;
        try
        {
            await action(await Session.ActorAsync());
            _notice = ("good", done);
        }
        catch (RequestException e)
        {
            _notice = ("bad", e.Message);
        }

        await ReloadAsync();
    }
}

public sealed record PeopleView(ResultPage<PersonView> People, ResultPage<SessionView> Sessions);
