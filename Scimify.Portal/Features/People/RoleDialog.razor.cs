using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Mails;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.People;

/// <summary>Chooses a person's role, and says what they may do then and what they may not. Closes with the <see cref="NewRole"/> when it is changed.</summary>
public sealed partial class RoleDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private string _role = "";
    private string? _problem;
    private string _reason = "";
    private string? _reasonError;

    [Inject] public required PeopleService People { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required RoleMailer Mailer { get; init; }

    [Inject] public required Mailer Mail { get; init; }

    [Parameter, EditorRequired] public required PersonView Person { get; set; }

    /// <summary>Whether it is the own role.</summary>
    [Parameter] public bool IsSelf { get; set; }

    private PortalRole Chosen => Enum.Parse<PortalRole>(_role);

    private (string Title, string Icon, IReadOnlyList<string> Words)[] Lists =>
    [
        .. new (string, string, IReadOnlyList<string>)[]
        {
            ($"{Person.ShownName} could then also", "check", [.. RoleWords.May(Chosen).Except(RoleWords.May(Person.Role))]),
            ("No more", "x-circle", [.. RoleWords.May(Person.Role).Except(RoleWords.May(Chosen))]),
            ("Still not", "x-circle", [.. RoleWords.MayNot(Chosen).Intersect(RoleWords.MayNot(Person.Role))]),
        }.Where(list => Chosen != Person.Role && list.Item3.Count > 0),
    ];

    /// <summary>What was chosen before the person had to sign in again; null for the usual choice.</summary>
    [Parameter] public PeopleWork? Work { get; set; }

    private bool IsMore => Permissions.MayMore(Person.Role, Chosen);

    private string WhoIsTold => (Mail.Origin, IsSelf) switch
    {
        (null, _) => "",
        (_, true) => "The other owners get a mail.",
        _ => $"{Person.ShownName} and the other owners get a mail.",
    };

    protected override void OnInitialized() => (_role, _reason) = (Work?.Role ?? Person.Role.ToString(), Work?.Reason ?? "");

    private async Task SaveAsync()
    {
        (_problem, _reasonError) = (null, null);
        var work = new PeopleWork(FreshAct.RaiseRole, Person.Id, Role: _role, Reason: _reason);
        if (Chosen == Person.Role || (IsMore && !await SignInAgain.IsFreshAsync(FreshAct.RaiseRole, work)))
        {
            return;
        }

        try
        {
            var actor = await Session.ActorAsync();
            var raised = await People.ChangeRoleAsync(actor, Person.Id, Chosen, _leaving.Token, _reason);
            Dialogs.Close(new NewRole(Chosen, await Mailer.SendAsync(actor, raised)));
        }
        catch (ValidationFailedException e) when (e.Of("reason") is { } wrong)
        {
            _reasonError = wrong;
        }
        catch (SignInNotFreshException e)
        {
            await SignInAgain.LeadAsync(e.Act, work);
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }

    public void Dispose() => _leaving.Cancel();
}

/// <param name="Mail">Whether the others were told.</param>
internal sealed record NewRole(PortalRole Role, MailOutcome Mail);
