using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Tests.Features.Tables;

/// <summary>A list as a page declares it.</summary>
public sealed class AppTableTests : IDisposable
{
    private static readonly Thing Ada = new(Guid.NewGuid(), "Ada", 3);
    private static readonly Thing Bob = new(Guid.NewGuid(), "Bob", 1);

    private readonly BunitContext _bunit = new();
    private readonly ConsoleSession _session;

    public AppTableTests()
    {
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddMudServices();
        _session = new ConsoleSession(new Nobody(), null!, null!);
        _bunit.Services.AddSingleton(_session);
    }

    private BunitNavigationManager Navigation => _bunit.Services.GetRequiredService<BunitNavigationManager>();

    public void Dispose() => _bunit.Dispose();

    [Fact]
    public void It_shows_a_head_and_a_row_for_each_thing_and_no_column_that_nobody_asked_for()
    {
        var table = Render();
        Assert.Equal(["Name", "Size", "More"], HeadsOf(table));
        Assert.Equal([["Ada", "3", "…"], ["Bob", "1", "…"]], RowsOf(table));
        Assert.All(table.FindAll("th"), head => Assert.Equal("col", head.GetAttribute("scope")));
        Assert.Equal("Things", table.Find("table").GetAttribute("aria-label"));
        Assert.Empty(table.FindAll("style"));
    }

    [Theory]
    [InlineData(null, "ascending", null, "/?sort=-name", "/?sort=-size")]
    [InlineData("-name", "descending", null, "/?sort=name", "/?sort=-size")]
    [InlineData("-size", null, "descending", "/?sort=name", "/?sort=size")]
    [InlineData("size", null, "ascending", "/?sort=name", "/?sort=-size")]
    [InlineData("nonsense", "ascending", null, "/?sort=-name", "/?sort=-size")]
    public void A_head_says_how_the_rows_are_sorted_and_leads_to_the_other_way(string? sort, string? byName, string? bySize, string nameLeadsTo, string sizeLeadsTo)
    {
        var heads = Render(sort: TableSort.Of(sort, ["name", "size"])).FindAll("thead tr:not(.mud-table-row) th");
        Assert.Equal([byName, bySize, null], heads.Select(head => head.GetAttribute("aria-sort")));
        Assert.Equal([nameLeadsTo, sizeLeadsTo], heads.Select(head => head.QuerySelector("a")).OfType<IElement>().Select(link => new Uri(link.GetAttribute("href")!).PathAndQuery));
    }

    [Fact]
    public void Another_order_keeps_the_filters_and_begins_at_the_start()
    {
        Navigation.NavigateTo("/things?q=a&after=abc&page=3");
        Assert.Equal("/things?q=a&sort=-name", new Uri(Render(sort: new TableSort("name", Descending: false)).Find("th a").GetAttribute("href")!).PathAndQuery);
    }

    [Fact]
    public void A_chosen_column_shows_at_once_and_the_session_knows_it()
    {
        var table = Render();
        var boxes = table.FindAll("[data-columns=things] input");
        Assert.Equal(["size:True", "note:False"], boxes.Select(box => $"{box.GetAttribute("value")}:{box.HasAttribute("checked")}"));

        boxes[1].Change(true);
        Assert.Equal(["Name", "Size", "Note", "More"], HeadsOf(table));
        Assert.Equal(["Ada", "3", "About Ada", "…"], RowsOf(table)[0]);
        table.FindAll("[data-columns=things] input")[0].Change(false);
        Assert.Equal(["Name", "Note", "More"], HeadsOf(table));
        Assert.Equal(["note"], _session.Viewer.ColumnsOf("things"));
    }

    [Fact]
    public void Selected_rows_are_counted_beside_what_can_be_done_to_them()
    {
        var selection = new RowSelection();
        var table = Render(selection: selection);
        Assert.Empty(table.FindAll(".selected-bar"));
        Assert.Equal(["Select all on this page", "Select Ada", "Select Bob"], table.FindAll("input[type=checkbox]:not([data-columns] *)").Select(box => box.GetAttribute("aria-label")));

        table.Find("[aria-label='Select Bob']").Change(true);
        Assert.Equal("1 selected", table.Find(".selected-bar [role=status]").TextContent);
        Assert.Equal("Do it to 1", table.Find(".selected-bar .act").TextContent);
        Assert.Equal([Bob.Id], selection.Ids);

        table.Find("[aria-label='Select all on this page']").Change(true);
        Assert.Equal("2 selected", table.Find(".selected-bar [role=status]").TextContent);
        table.FindAll(".selected-bar button")[^1].Click();
        Assert.Empty(table.FindAll(".selected-bar"));
        Assert.Empty(selection.Ids);
    }

    [Fact]
    public void A_row_that_is_no_longer_shown_is_no_longer_selected()
    {
        var selection = new RowSelection();
        selection.Set(Ada.Id, selected: true);
        selection.Set(Bob.Id, selected: true);
        selection.Keep([Bob.Id]);
        Assert.Equal([Bob.Id], selection.Ids);
    }

    [Fact]
    public void Without_rows_the_empty_state_stands_below_the_filters()
    {
        var table = Render(rows: []);
        Assert.Equal("Nothing here", table.Find(".nothing").TextContent);
        Assert.Equal("Filters", table.Find(".bar .filter").TextContent);
        Assert.Empty(table.FindAll("table, .foot, [data-columns]"));
    }

    [Fact]
    public void Rows_that_come_again_show_their_new_values_in_their_new_order()
    {
        var table = Render();
        table.Render(p => p.Add(c => c.Rows, [Bob with { Size = 9 }, Ada]));
        Assert.Equal([["Bob", "9", "…"], ["Ada", "3", "…"]], RowsOf(table));
    }

    [Theory]
    [InlineData(null, 50)]
    [InlineData(25, 25)]
    [InlineData(100, 100)]
    [InlineData(1000, 50)]
    [InlineData(-1, 50)]
    public void A_page_has_one_of_the_sizes_that_people_can_choose(int? asked, int given) => Assert.Equal(given, PageSizes.Of(asked));

    [Theory]
    [InlineData("100", "/things?q=a&size=100")]
    [InlineData("50", "/things?q=a")]
    public void Another_size_begins_at_the_start(string size, string address)
    {
        Navigation.NavigateTo("/things?q=a&page=4&size=25");
        _bunit.Render<SizeSelect>(p => p.Add(c => c.Size, 25)).Find("select").Change(size);
        Assert.Equal(address, new Uri(Navigation.Uri).PathAndQuery);
    }

    [Theory]
    [InlineData("/things", "")]
    [InlineData("/things?state=Failed&after=abc&page=2&q=a%20b", "q=a%20b&state=Failed")]
    [InlineData("/things?q=a%20b&state=Failed&before=x&entry=1&cursor=c", "q=a%20b&state=Failed")]
    public void One_view_has_one_text_whatever_the_place_in_it(string address, string query)
    {
        Navigation.NavigateTo(address);
        Assert.Equal(query, Navigation.ViewQuery());
    }

    private IRenderedComponent<AppTable<Thing>> Render(IReadOnlyList<Thing>? rows = null, TableSort? sort = null, RowSelection? selection = null) => _bunit.Render<AppTable<Thing>>(p => p
        .Add(c => c.Name, "things").Add(c => c.Label, "Things").Add(c => c.Rows, rows ?? [Ada, Bob]).Add(c => c.Key, thing => thing.Id).Add(c => c.RowName, thing => thing.Name)
        .Add(c => c.Sort, sort).Add(c => c.Selection, selection)
        .Add(c => c.Filters, builder => Text(builder, "filter", "Filters"))
        .Add(c => c.Bulk, builder => Text(builder, "act", $"Do it to {selection!.Count}"))
        .Add(c => c.Empty, builder => Text(builder, "nothing", "Nothing here"))
        .Add(c => c.Foot, builder => Text(builder, "foot", "The end"))
        .Add(c => c.Columns, builder =>
        {
            Column(builder, "Name", "name", null, highestFirst: false, hidden: false, thing => thing.Name);
            Column(builder, "Size", "size", "size", highestFirst: true, hidden: false, thing => $"{thing.Size}");
            Column(builder, "Note", null, "note", highestFirst: false, hidden: true, thing => $"About {thing.Name}");
            Column(builder, "More", null, null, highestFirst: false, hidden: false, _ => "…");
        }));

    private static void Text(RenderTreeBuilder builder, string style, string text)
    {
        builder.OpenElement(0, "span");
        builder.AddAttribute(1, "class", style);
        builder.AddContent(2, text);
        builder.CloseElement();
    }

    private static void Column(RenderTreeBuilder builder, string title, string? sort, string? choice, bool highestFirst, bool hidden, Func<Thing, string> text)
    {
        builder.OpenComponent<AppColumn<Thing>>(0);
        builder.SetKey(title);
        builder.AddComponentParameter(1, nameof(AppColumn<>.Title), title);
        builder.AddComponentParameter(2, nameof(AppColumn<>.Sort), sort);
        builder.AddComponentParameter(3, nameof(AppColumn<>.Choice), choice);
        builder.AddComponentParameter(4, nameof(AppColumn<>.HighestFirst), highestFirst);
        builder.AddComponentParameter(5, nameof(AppColumn<>.HiddenAtFirst), hidden);
        builder.AddComponentParameter(6, nameof(AppColumn<>.ChildContent), (RenderFragment<Thing>)(thing => cell => cell.AddContent(0, text(thing))));
        builder.CloseComponent();
    }

    private static IEnumerable<string> HeadsOf(IRenderedComponent<AppTable<Thing>> table) => table.FindAll("thead tr:not(.mud-table-row) th").Select(head => head.TextContent.Trim());

    private static string[][] RowsOf(IRenderedComponent<AppTable<Thing>> table) =>
        [.. table.FindAll("tbody tr").Select(row => row.QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()).ToArray())];

    internal sealed record Thing(Guid Id, string Name, int Size);

    private sealed class Nobody : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => throw new NotSupportedException();
    }
}
