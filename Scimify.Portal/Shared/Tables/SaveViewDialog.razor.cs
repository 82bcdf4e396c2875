using Microsoft.AspNetCore.Components;
using Scimify.Core.People.Views;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Shared.Tables;

/// <summary>Asks for the name of a view. Closes with <c>true</c> if it was saved, or with nothing.</summary>
public sealed partial class SaveViewDialog : ComponentBase
{
    private string _name = "";
    private string? _error;
    private string? _problem;

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required SavedViewService SavedViews { get; init; }

    [Parameter, EditorRequired] public required string List { get; set; }

    [Parameter, EditorRequired] public required string Query { get; set; }

    /// <summary>The names of the person's views of this list.</summary>
    [Parameter, EditorRequired] public required IReadOnlyCollection<string> Taken { get; set; }

    private async Task SaveAsync()
    {
        (_error, _problem) = (null, null);
        try
        {
            await SavedViews.SaveAsync(await Session.ActorAsync(), List, _name, Query, CancellationToken.None);
            Dialogs.Close(true);
        }
        catch (ValidationFailedException e) when (e.Of("name") is { } wrong)
        {
            _error = wrong;
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }
}
