using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Scimify.Portal.Shared.Dialogs;

/// <summary>Opens and closes dialogs. One lies over another; the last one opened is the first one closed.</summary>
public sealed class AppDialogs(IDialogService dialogs)
{
    private static readonly DialogOptions Options = new()
    {
        MaxWidth = MaxWidth.Small,
        FullWidth = true,
        BackdropClick = false,    // what was typed, or is shown once, is not lost by a click beside it
        CloseOnEscapeKey = true,
        CloseOnNavigation = true,
    };

    private readonly List<IDialogReference> _open = [];

    public bool IsOpen => _open.Count > 0;

    /// <summary>Raised when a dialog was closed, and possibly the last one.</summary>
    public event Action? Closed;

    /// <param name="title">The heading, which is also the dialog's name.</param>
    /// <param name="parameters">Of the content, by name.</param>
    /// <param name="mustAnswer">Whether only a button inside closes it, because what it shows is shown once.</param>
    /// <typeparam name="TContent">The component inside. It closes the dialog itself.</typeparam>
    /// <returns>What the content closed with; null if the person closed the dialog or left the page.</returns>
    public async Task<object?> OpenAsync<TContent>(string title, IDictionary<string, object?>? parameters = null, bool mustAnswer = false)
        where TContent : IComponent
    {
        var dialog = await dialogs.ShowAsync<AppDialog>(title, new DialogParameters
        {
            [nameof(AppDialog.Title)] = title,
            [nameof(AppDialog.Content)] = typeof(TContent),
            [nameof(AppDialog.Parameters)] = parameters,
            [nameof(AppDialog.MustAnswer)] = mustAnswer,
        }, mustAnswer ? Options with { CloseOnEscapeKey = false } : Options);
        _open.Add(dialog);
        var result = await dialog.Result;
        _open.Remove(dialog);
        Closed?.Invoke();
        return result is { Canceled: false } ? result.Data : null;
    }

    /// <summary>Asks before something is done.</summary>
    /// <param name="title">The question.</param>
    /// <param name="consequences">What follows, one sentence each.</param>
    /// <param name="button">The words of the button that does it.</param>
    public async Task<bool> ConfirmAsync(string title, string[] consequences, string button) => await OpenAsync<ConfirmDialog>(title, new Dictionary<string, object?>
    {
        [nameof(ConfirmDialog.Consequences)] = consequences,
        [nameof(ConfirmDialog.Button)] = button,
    }) is true;

    public void Close(object? result = null)
    {
        if (_open.LastOrDefault() is { } dialog)
        {
            _open.Remove(dialog);
            dialog.Close(DialogResult.Ok(result));
        }
    }
}
