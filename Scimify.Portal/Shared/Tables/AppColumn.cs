using Microsoft.AspNetCore.Components;

namespace Scimify.Portal.Shared.Tables;

/// <summary>Declares a column of an <see cref="AppTable{T}"/>. Renders nothing itself.</summary>
public sealed class AppColumn<T> : ComponentBase, IDisposable
{
    /// <summary>The head. Nobody sees the head of a column of buttons, but it is read out.</summary>
    [Parameter, EditorRequired] public required string Title { get; set; }

    /// <summary>What a cell shows.</summary>
    [Parameter, EditorRequired] public required RenderFragment<T> ChildContent { get; set; }

    /// <summary>The name of the order by this column; null if the list has none.</summary>
    [Parameter] public string? Sort { get; set; }

    /// <summary>Whether the first click on the head sorts from the highest value down, as for times.</summary>
    [Parameter] public bool HighestFirst { get; set; }

    /// <summary>The name under which people hide and show the column; null if it always stays.</summary>
    [Parameter] public string? Choice { get; set; }

    /// <summary>Whether the column shows only if somebody asks for it.</summary>
    [Parameter] public bool HiddenAtFirst { get; set; }

    /// <summary>Of the cells. On a narrow screen, <c>a</c> to <c>d</c> place a cell on the card: first line, its end, second line, its end.</summary>
    [Parameter] public string? Class { get; set; }

    /// <summary>Whether the column has figures, which stand at its right end.</summary>
    [Parameter] public bool IsNumber { get; set; }

    /// <summary>Whether only screen readers get the title.</summary>
    [Parameter] public bool TitleHidden { get; set; }

    /// <summary>Whether the column says what the row is, so that the cell needs no title on a narrow screen.</summary>
    [Parameter] public bool IsName { get; set; }

    [CascadingParameter] public required AppTable<T> Table { get; set; }

    internal string CellClass => IsNumber ? $"{Class} number" : Class ?? "";

    protected override void OnInitialized() => Table.Add(this);

    public void Dispose() => Table.Remove(this);
}
