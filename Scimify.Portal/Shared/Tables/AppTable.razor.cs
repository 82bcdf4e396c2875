using Microsoft.AspNetCore.Components;

namespace Scimify.Portal.Shared.Tables;

/// <summary>
/// A list: its filters, its rows, what may be done to the selected ones, and what stands in their place if there are none. Its order
/// is in the address, and its page reads the rows in that order.
/// </summary>
/// <typeparam name="T">A row.</typeparam>
public sealed partial class AppTable<T> : ComponentBase
{
    private const string Ascending = "ascending";
    private const string Descending = "descending";

    private readonly List<AppColumn<T>> _columns = [];
    private IReadOnlyList<T>? _shown;
    private IReadOnlyList<TableRow<T>> _rows = [];

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    /// <summary>What screen readers call the table.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>Of the present page.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<T> Rows { get; set; }

    /// <summary>What makes a row the same row after a refresh: its ID. A list with a <see cref="Selection"/> has UUIDs, or a <see cref="SelectionId"/>.</summary>
    [Parameter, EditorRequired] public required Func<T, object> Key { get; set; }

    /// <summary>The columns, as <see cref="AppColumn{T}"/>.</summary>
    [Parameter, EditorRequired] public required RenderFragment Columns { get; set; }

    /// <summary>Stands in the place of the rows if there are none.</summary>
    [Parameter, EditorRequired] public required RenderFragment Empty { get; set; }

    /// <summary>Under which the browser remembers the choice of columns; null if there is none.</summary>
    [Parameter] public string? Name { get; set; }

    /// <summary>Null if the rows have one order only.</summary>
    [Parameter] public TableSort? Sort { get; set; }

    [Parameter] public RenderFragment? Filters { get; set; }

    /// <summary>Below the rows: the pager.</summary>
    [Parameter] public RenderFragment? Foot { get; set; }

    /// <summary>Changed in place. Null if nothing can be done to several rows.</summary>
    [Parameter] public RowSelection? Selection { get; set; }

    /// <summary>Raised after a change of <see cref="Selection"/>.</summary>
    [Parameter] public EventCallback SelectionChanged { get; set; }

    /// <summary>The ID under which a row is selected; null for a row that nothing can be done to. Without this function it is the row's <see cref="Key"/>.</summary>
    [Parameter] public Func<T, Guid?>? SelectionId { get; set; }

    /// <summary>What a row is called in the name of its checkbox.</summary>
    [Parameter] public Func<T, string>? RowName { get; set; }

    /// <summary>The buttons for the selected rows. Each says how many it is about.</summary>
    [Parameter] public RenderFragment? Bulk { get; set; }

    /// <summary>Whether a click anywhere in a row follows the row's first link.</summary>
    [Parameter] public bool RowsAreLinks { get; set; } = true;

    /// <summary>Whether a row is the one that the page shows beside the list; null if it shows none.</summary>
    [Parameter] public Func<T, bool>? IsCurrent { get; set; }

    /// <summary>Whether a row becomes a card of two lines on a narrow screen. Otherwise its cells stand below each other, each behind its title.</summary>
    [Parameter] public bool IsCards { get; set; } = true;

    private IReadOnlyList<Guid> Selectable => [.. Rows.Select(IdOf).OfType<Guid>()];

    private bool AllSelected => Selection is { } selection && Selectable is { Count: > 0 } all && all.All(selection.Has);

    private Dictionary<string, object?> Scrolling => new() { ["role"] = "group", ["aria-label"] = Label, ["tabindex"] = "0" };

    private Dictionary<string, object?> Named => new() { ["aria-label"] = Label };

    /// <summary>For a narrow screen, which has no heads to click on.</summary>
    private IReadOnlyList<(string Key, string Text)> Orders =>
    [
        .. _columns.Where(c => c.Sort is not null).SelectMany(c => (IEnumerable<(string, string)>)
            [($"{new TableSort(c.Sort!, c.HighestFirst)}", c.Title), ($"{new TableSort(c.Sort!, !c.HighestFirst)}", $"{c.Title}, reversed")]),
    ];

    private IReadOnlyList<ColumnChoice> Choices => [.. _columns.Where(c => c.Choice is not null).Select(c => new ColumnChoice(c.Choice!, c.Title, IsShown(c)))];

    internal void Add(AppColumn<T> column)
    {
        _columns.Add(column);
        StateHasChanged();
    }

    internal void Remove(AppColumn<T> column) => _columns.Remove(column);

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_shown, Rows))
        {
            _shown = Rows;
            _rows = [.. Rows.Select(row => new TableRow<T>(Key(row), row))];
        }
    }

    private bool IsShown(AppColumn<T> column) => column.Choice is not { } choice || Name is null
        || (Session.Viewer.ColumnsOf(Name) is { } chosen ? chosen.Contains(choice) : !column.HiddenAtFirst);

    private string? DirectionOf(AppColumn<T> column) => column.Sort is null || column.Sort != Sort?.Key ? null : Sort.Value.Descending ? Descending : Ascending;

    private string HrefOf(AppColumn<T> column) => Navigation.Sorted(DirectionOf(column) switch
    {
        Ascending => new TableSort(column.Sort!, Descending: true),
        Descending => new TableSort(column.Sort!, Descending: false),
        _ => new TableSort(column.Sort!, column.HighestFirst),
    });

    private string ClassOf(TableRow<T> row, int at) => IsCurrent?.Invoke(row.Value) is true ? "current" : "";

    private Guid? IdOf(T row) => SelectionId is null ? (Guid)Key(row) : SelectionId(row);

    private string NameOf(T row) => RowName?.Invoke(row) ?? "this row";

    private Task Select(Guid id, bool selected)
    {
        Selection!.Set(id, selected);
        return SelectionChanged.InvokeAsync();
    }

    private Task SelectAll(bool selected)
    {
        Selection!.Clear();
        if (selected)
        {
            foreach (var id in Selectable)
            {
                Selection.Set(id, selected: true);
            }
        }

        return SelectionChanged.InvokeAsync();
    }
}
