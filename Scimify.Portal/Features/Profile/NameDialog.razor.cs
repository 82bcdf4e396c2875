using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Profile;

/// <summary>Asks for a name, of the person or of a passkey. Closes with <c>true</c> if it was saved, or with nothing.</summary>
public sealed partial class NameDialog : ComponentBase
{
    private string _name = "";
    private string? _error;
    private string? _problem;

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    /// <summary>As it is now.</summary>
    [Parameter, EditorRequired] public required string Name { get; set; }

    [Parameter, EditorRequired] public required string Label { get; set; }

    [Parameter] public string Hint { get; set; } = "";

    /// <summary>What the service calls the name in its errors.</summary>
    [Parameter, EditorRequired] public required string Field { get; set; }

    [Parameter, EditorRequired] public required Func<Actor, string, Task> Save { get; set; }

    protected override void OnInitialized() => _name = Name;

    private async Task SaveAsync()
    {
        (_error, _problem) = (null, null);
        try
        {
            await Save(await Session.ActorAsync(), _name);
            Dialogs.Close(true);
        }
        catch (ValidationFailedException e) when (e.Of(Field) is { } wrong)
        {
            _error = wrong;
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }
}
