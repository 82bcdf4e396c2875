using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.People;

/// <summary>Chooses a person's role, and says what they may do then and what they may not. Closes with the role when it is changed.</summary>
public sealed partial class RoleDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private string _role = "";
    private string? _problem;

    [Inject] public required PeopleService People { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

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

    protected override void OnInitialized() => _role = Person.Role.ToString();

    private async Task SaveAsync()
    {
        _problem = null;
        if (Chosen == Person.Role || (Chosen == PortalRole.Owner && !await SignInAgain.IsFreshAsync()))
        {
            return;
        }

        try
        {
            await People.ChangeRoleAsync(await Session.ActorAsync(), Person.Id, Chosen, _leaving.Token);
            Dialogs.Close(Chosen);
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }

    public void Dispose() => _leaving.Cancel();
}
