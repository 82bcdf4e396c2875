using Microsoft.AspNetCore.Components;
using Scimify.Core.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>A setting that is a list, with a row for each entry. The focus goes to what was added, and stays in the list when something is removed.</summary>
public abstract class SamlRowsBase : ComponentBase
{
    private ElementReference _last;
    private bool _added;
    private bool _isThere;
    private bool _removed;

    [Parameter, EditorRequired] public required SamlField Field { get; set; }

    [Parameter, EditorRequired] public required SamlForm Form { get; set; }

    /// <summary>Null if nothing can be picked.</summary>
    [Parameter] public SamlChoices? Choices { get; set; }

    /// <summary>Keyed by member name, and by <see cref="SamlForm.Place"/>.</summary>
    [Parameter, EditorRequired] public required IReadOnlyDictionary<string, string> Errors { get; set; }

    /// <summary>
    /// The first input of the newest row. It is set when the row is put into the page. That may be long after the row was added,
    /// because a browser that is slow to answer holds rendering up, and earlier renderings are still on their way.
    /// </summary>
    protected ElementReference Last
    {
        get => _last;
        set => (_last, _isThere) = (value, true);
    }

    /// <summary>The button that adds a row.</summary>
    protected ElementReference Adding { get; set; }

    protected string Id => $"saml-{Field.Name}";

    protected string ErrorId => $"{Id}-error";

    protected string? Error => Errors.GetValueOrDefault(Field.Name);

    protected string DescribedBy => Error is null ? $"{Id}-hint" : $"{ErrorId} {Id}-hint";

    protected string IdOf(int row, string part) => $"{Id}-{row}-{part}";

    protected string? ErrorOf(int row, string member) => Errors.GetValueOrDefault(SamlForm.Place(Field.Name, row, member));

    protected static string Named(string name, string kind, int index) => name.Trim().Length == 0 ? $"{kind} {index + 1}" : name.Trim();

    protected void Add(Action add)
    {
        add();
        (_added, _isThere) = (true, false);
    }

    protected void Remove(Action remove)
    {
        remove();
        _removed = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_added && _isThere)
        {
            _added = false;
            await _last.FocusAsync();
        }
        else if (_removed)
        {
            _removed = false;
            await Adding.FocusAsync();
        }
    }
}
