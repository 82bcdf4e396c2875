using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Scimify.Core.Saml;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Features.Saml;

/// <summary>
/// Picks several of thousands by name. The server filters them by what is typed. A combobox with a list as in the ARIA Authoring
/// Practices: arrows, Enter, Escape, and Backspace for the last chosen one.
/// </summary>
public sealed partial class SamlPicker : ComponentBase, IDisposable
{
    /// <summary>More hits are counted but not shown.</summary>
    private const int MostHits = 20;

    private ElementReference _input;
    private IReadOnlyList<SamlChoice> _hits = [];
    private SamlChoice? _active;
    private int _more;
    private bool _open;
    private string _text = "";
    private string? _unpicked;
    private string? _said;

    [Parameter, EditorRequired] public required string Id { get; set; }

    /// <summary>Learns what was typed but not picked, so that it is not saved as if nothing had been typed.</summary>
    [Parameter, EditorRequired] public required SamlForm Form { get; set; }

    /// <summary>The key for errors: a member name, or <see cref="SamlForm.Place"/>.</summary>
    [Parameter, EditorRequired] public required string Place { get; set; }

    /// <summary>What the list contains, for screen readers. The input has a label outside.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>With its article, such as "a role".</summary>
    [Parameter, EditorRequired] public required string Noun { get; set; }

    /// <summary>In the order in which they are offered.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<SamlChoice> Choices { get; set; }

    /// <summary>Ids.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<string> Value { get; set; }

    [Parameter] public EventCallback<IReadOnlyList<string>> ValueChanged { get; set; }

    [Parameter] public string? DescribedBy { get; set; }

    [Parameter] public bool Invalid { get; set; }

    private bool HasHits => _open && _hits.Count > 0;

    private string? Found => (_hits.Count, _more) switch
    {
        (0, _) when _text.Trim().Length > 0 => $"Nothing in Looker is called “{_text.Trim()}”.",
        (0, _) => "Looker has nothing more to choose.",
        (_, > 0) => $"{_more:N0} more: type a part of the name.",
        _ => null,
    };

    private SamlChoice? Find(string id) => Choices.FirstOrDefault(c => c.Id == id);

    private string NameOf(string id) => Find(id)?.Name ?? $"#{id}";

    private string OptionId(SamlChoice choice) => $"{Id}-option-{choice.Id}";

    /// <summary>Names that begin with the text come first.</summary>
    private void Search()
    {
        var part = ScimText.Sought(_text) ?? "";
        var all = Choices.Where(c => !Value.Contains(c.Id) && (Has(c.Name, part) || (c.Detail is { } detail && Has(detail, part)))).ToList();
        _hits = [.. all.OrderBy(c => !ScimText.Normalise(c.Name).StartsWith(part, StringComparison.Ordinal)).Take(MostHits)];
        _more = all.Count - _hits.Count;
        _active = part.Length == 0 ? null : _hits.FirstOrDefault(c => c.Against is null);
        _open = true;
        Complain(null);
        _said = Found is { } found && _more == 0 ? found : $"{all.Count:N0} to choose from";
    }

    private async Task KeyAsync(KeyboardEventArgs e)
    {
        switch (e.Key)
        {
            case "ArrowDown":
                Move(1);
                break;
            case "ArrowUp":
                Move(-1);
                break;
            case "Enter" when HasHits && _active is { } active:
                await PickAsync(active);
                break;
            case "Escape":
                Close();
                break;
            case "Backspace" when _text.Length == 0 && !e.Repeat && Value.Count > 0:
                await RemoveAsync(Value[^1]);
                break;
        }
    }

    private void Move(int step)
    {
        if (!_open)
        {
            Search();
        }

        if (_hits.Count > 0)
        {
            var at = _active is null ? (step > 0 ? -1 : 0) : _hits.ToList().IndexOf(_active);
            _active = _hits[(at + step + _hits.Count) % _hits.Count];
        }
    }

    /// <summary>Reacts at once and not with the click that follows, because the list may have closed or moved by then.</summary>
    private Task PressAsync(MouseEventArgs e, SamlChoice choice) => e.Button == 0 ? PickAsync(choice) : Task.CompletedTask;

    private async Task PickAsync(SamlChoice choice)
    {
        if (Value.Contains(choice.Id))
        {
            return;
        }

        if (choice.Against is { } reason)
        {
            _said = $"{choice.Name} cannot be chosen: {reason}.";
            return;
        }

        Close();
        _said = $"{choice.Name} added";
        await ValueChanged.InvokeAsync([.. Value, choice.Id]);
    }

    private async Task RemoveAsync(string id)
    {
        _said = $"{NameOf(id)} removed";
        _open = false;
        await ValueChanged.InvokeAsync([.. Value.Where(v => v != id)]);
        await _input.FocusAsync();
    }

    /// <summary>A complete name that was typed counts as picked. Anything else must not look as if it did.</summary>
    private async Task LeaveAsync()
    {
        _open = false;
        var typed = _text.Trim();
        if (typed.Length == 0)
        {
            return;
        }

        var named = Choices.Where(c => ScimText.Normalise(c.Name) == ScimText.Normalise(typed)).ToList();
        if (named is [{ Against: null } choice])
        {
            if (Value.Contains(choice.Id))
            {
                Close();    // it is there already
            }
            else
            {
                await PickAsync(choice);
            }
        }
        else
        {
            Complain(named is [{ Against: { } reason }]
                ? $"“{named[0].Name}” was not chosen: {reason}."
                : $"“{typed}” was not chosen: {(named.Count == 0 ? "Looker has nothing of this name" : "several have this name; pick one from the list")}.");
        }
    }

    private void Close()
    {
        (_open, _text, _hits, _active) = (false, "", [], null);
        Complain(null);
    }

    private void Complain(string? unpicked)
    {
        _unpicked = unpicked;
        Form.Complain(Place, unpicked);
    }

    private static bool Has(string text, string part) => ScimText.Normalise(text).Contains(part, StringComparison.Ordinal);

    public void Dispose() => Form.Complain(Place, null);
}
