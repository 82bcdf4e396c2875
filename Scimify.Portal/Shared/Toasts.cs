using Scimify.Core.Requests;

namespace Scimify.Portal.Shared;

/// <summary>Short answers to what a person did, at the edge of the screen. One for each circuit.</summary>
public sealed class Toasts
{
    // Failures stay all the same.
    private const int Most = 3;

    private readonly List<Toast> _shown = [];
    private int _last;

    public event Action? Changed;

    public IReadOnlyList<Toast> Shown => _shown;

    /// <summary>Says that something is done. Goes away by itself.</summary>
    /// <param name="undo">Takes it back; null if nothing can.</param>
    public void Done(string text, Func<Task>? undo = null) => Show(new Toast(++_last, text, IsError: false, undo));

    /// <summary>Says what did not work. Stays until it is closed.</summary>
    public void Failed(string text) => Show(new Toast(++_last, text, IsError: true, Undo: null));

    /// <summary>Does something, and says how it went.</summary>
    /// <param name="done">The words if it worked. A refusal has its own.</param>
    public async Task TellAsync(Func<Task> act, string done)
    {
        try
        {
            await act();
            Done(done);
        }
        catch (RequestException e)
        {
            Failed(e.Message);
        }
    }

    public void Close(Toast toast)
    {
        if (_shown.Remove(toast))
        {
            Changed?.Invoke();
        }
    }

    private void Show(Toast toast)
    {
        _shown.Add(toast);
        if (_shown.Count > Most && _shown.FirstOrDefault(t => !t.IsError) is { } oldest)
        {
            _shown.Remove(oldest);
        }

        Changed?.Invoke();
    }
}

/// <param name="Undo">Null if it cannot be undone.</param>
public sealed record Toast(int Id, string Text, bool IsError, Func<Task>? Undo);
