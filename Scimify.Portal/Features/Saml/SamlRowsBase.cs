using Microsoft.AspNetCore.Components;
using Scimify.Core.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>A setting that is a list, with a row for each entry. The focus goes to what was added, and stays in the list when something is removed.</summary>
public abstract class SamlRowsBase : ComponentBase
{
    private bool _added;
    private bool _removed;
    private bool _showsAdded;
    private bool _showsRemoved;

    [Parameter, EditorRequired] public required SamlField Field { get; set; }

    [Parameter, EditorRequired] public required SamlForm Form { get; set; }

    /// <summary>Null if nothing can be picked.</summary>
    [Parameter] public SamlChoices? Choices { get; set; }

    /// <summary>Keyed by member name, and by <see cref="SamlForm.Place"/>.</summary>
    [Parameter, EditorRequired] public required IReadOnlyDictionary<string, string> Errors { get; set; }

    /// <summary>The first input of the newest row.</summary>
    protected ElementReference Last { get; set; }

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
        _added = true;
    }

    protected void Remove(Action remove)
    {
        remove();
        _removed = true;
    }

    /// <summary>Only a rendering from now on shows the change: an earlier one may still be on its way, and its last row is another.</summary>
    protected override bool ShouldRender()
    {
        (_showsAdded, _showsRemoved) = (_showsAdded || _added, _showsRemoved || _removed);
        (_added, _removed) = (false, false);
        return base.ShouldRender();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var to = _showsAdded ? Last : Adding;
        if (_showsAdded || _showsRemoved)
        {
            (_showsAdded, _showsRemoved) = (false, false);
            await to.FocusAsync();
        }
    }
}
