using Microsoft.AspNetCore.Components;
using Scimify.Core.People.Views;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Shared;

/// <summary>The views of a list as tabs: those that it has for everybody, then those that the viewer has saved.</summary>
public sealed partial class ViewTabs : ComponentBase
{
    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required SavedViewService SavedViews { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter, EditorRequired] public required IReadOnlyList<ListView> Views { get; set; }

    /// <summary>The key of the view that is shown.</summary>
    [Parameter, EditorRequired] public required string? Present { get; set; }

    /// <summary>The name under which views of this list are saved; null if none are.</summary>
    [Parameter] public string? List { get; set; }

    [Parameter] public IReadOnlyList<SavedView> Saved { get; set; } = [];

    /// <summary>Raised when <see cref="Saved"/> is no longer true.</summary>
    [Parameter] public EventCallback OnChange { get; set; }

    private string Query => Navigation.ViewQuery();

    /// <summary>The saved view that is shown; null for none.</summary>
    private SavedView? Chosen => Saved.FirstOrDefault(view => view.Query == Query);

    /// <summary>A tab counts what it leads to, so it takes no filter along.</summary>
    private string HrefOf(ListView view) => Navigation.Unfiltered() + (view.Key is null ? "" : $"?view={view.Key}");

    private async Task SaveAsync()
    {
        var query = Query;
        if (await Dialogs.OpenAsync<SaveViewDialog>("Save this view", new Dictionary<string, object?>
        {
            [nameof(SaveViewDialog.List)] = List,
            [nameof(SaveViewDialog.Query)] = query,
            [nameof(SaveViewDialog.Taken)] = Saved.Select(view => view.Name).ToList(),
        }) is true)
        {
            await OnChange.InvokeAsync();
        }
    }

    private async Task DeleteAsync(SavedView view)
    {
        try
        {
            await SavedViews.DeleteAsync(await Session.ActorAsync(), view.Id, CancellationToken.None);
            Toasts.Done($"The view “{view.Name}” is deleted.", () => RestoreAsync(view));
        }
        catch (RequestException e)
        {
            Toasts.Failed(e.Message);
        }

        await OnChange.InvokeAsync();
    }

    private async Task RestoreAsync(SavedView view)
    {
        try
        {
            await SavedViews.SaveAsync(await Session.ActorAsync(), view.List, view.Name, view.Query, CancellationToken.None);
        }
        catch (RequestException e)
        {
            Toasts.Failed(e.Message);
        }

        await OnChange.InvokeAsync();
    }
}
