using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Scimify.Core.Directory;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;
using Scimify.Portal.Features.Directory;
using Scimify.Portal.Layout;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Tests.Features;

public sealed class ComponentTests : IDisposable
{
    private readonly BunitContext _bunit = new();

    public ComponentTests()
    {
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddMudServices();
        _bunit.Services.AddScoped<AppDialogs>();
    }

    public void Dispose() => _bunit.Dispose();

    [Theory]
    [InlineData(1, 50, 0, "")]
    [InlineData(1, 50, 7, "1–7 of 7")]
    [InlineData(1, 50, 128, "1–50 of 128 Page 1 of 3")]
    [InlineData(3, 50, 128, "101–128 of 128 Page 3 of 3")]
    public void A_pager_says_where_it_stands(int page, int size, long total, string text)
    {
        var pager = _bunit.Render<Pager>(p => p.Add(c => c.Page, page).Add(c => c.PageSize, size).Add(c => c.Total, total).Add(c => c.Label, "things"));
        Assert.Equal(text, string.Join(' ', pager.FindAll(".small").Where(e => e.TagName == "SPAN" && !e.ClassList.Contains("btn")).Select(e => e.TextContent.Trim())));
    }

    [Theory]
    [InlineData("ada@example.com", "ada|@example.com")]
    [InlineData("GET /users/{user_id}/sessions", "GET /users|/{user_id}|/sessions")]
    [InlineData("https://looker.example.com/x", "https://looker.example.com|/x")]
    [InlineData("Pioneers: ada@example.com", "Pioneers: ada|@example.com")]
    [InlineData("@", "@")]
    [InlineData("", "")]
    public void A_long_name_is_broken_before_an_at_sign_or_a_slash_and_stays_the_same_text(string text, string parts)
    {
        Assert.Equal(parts, string.Join('|', Breakable.PartsOf(text)));
        Assert.Equal(text, _bunit.Render<Breakable>(p => p.Add(c => c.Text, text)).Find("span").TextContent);
    }

    [Fact]
    public void The_card_of_a_resource_says_how_far_each_part_is_and_why_it_is_no_further()
    {
        var sync = new ResourceSync(
            SyncState.Failed, "Looker refused: Email is already in use.", 1, null, null, "7", LinkState.Created, null, new Dictionary<Facets, FacetState>
            {
                [Facets.Existence] = new(SyncState.Applied),
                [Facets.Access] = new(SyncState.Held, "More people would be disabled than the deletion guard lets through."),
                [Facets.Address] = new(SyncState.Failed, "Looker refused: Email is already in use."),
                [Facets.Names] = new(SyncState.Pending),
            });
        _bunit.Services.AddSingleton(SandboxOffer.None);
        var card = _bunit.Render<SyncCard>(p => p.Add(c => c.Sync, sync).Add(c => c.BaseUrl, "https://looker.example.com"));
        Assert.Equal(
            [
                "Account: Applied",
                "Access: Held. More people would be disabled than the deletion guard lets through.",
                "E-mail address: Failed",
                "Names: Pending",
            ],
            card.FindAll("li").Select(li => li.TextContent));
        Assert.Contains("Looker refused: Email is already in use.", card.FindAll("dd").Select(dd => dd.TextContent));
    }

    [Theory]
    [InlineData("grace.hopper@example.com", "breakable")]
    [InlineData("00000000000000000000000000000000@example.com", "break")]
    public void A_part_that_would_widen_the_table_may_be_broken_anywhere(string text, string style) =>
        Assert.Equal(style, _bunit.Render<Breakable>(p => p.Add(c => c.Text, text)).Find("span").ClassName);

    [Fact]
    public void A_pager_keeps_the_filters_and_leaves_the_first_page_out_of_the_address()
    {
        _bunit.Services.GetRequiredService<NavigationManager>().NavigateTo("/users?q=ada&page=2");
        var pager = _bunit.Render<Pager>(p => p.Add(c => c.Page, 2).Add(c => c.PageSize, 10).Add(c => c.Total, 30).Add(c => c.Label, "things"));
        Assert.Equal(
            ["http://localhost/users?q=ada", "http://localhost/users?q=ada&page=3"],
            pager.FindAll("a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public void A_filter_goes_back_to_the_first_page()
    {
        var navigation = _bunit.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/users?page=4&state=Failed");
        navigation.Filter("state", "");
        Assert.Equal("http://localhost/users", navigation.Uri);
        navigation.Filter("q", " a&b ");
        Assert.Equal("http://localhost/users?q=a%26b", navigation.Uri);
    }

    [Fact]
    public async Task A_second_click_while_the_first_one_runs_is_not_a_second_order()
    {
        var runs = 0;
        var running = new TaskCompletionSource();
        var button = _bunit.Render<BusyButton>(p => p.Add(c => c.Text, "Go").Add(c => c.BusyText, "Going…").Add(c => c.OnRun, () =>
        {
            runs++;
            return running.Task;
        }));
        var first = button.Find("button").ClickAsync(new());
        Assert.Equal("Going…", button.Find("button").TextContent.Trim());
        await button.Find("button").ClickAsync(new());
        running.SetResult();
        await first;
        Assert.Equal(1, runs);
        Assert.Equal("Go", button.Find("button").TextContent.Trim());
    }

    [Fact]
    public void A_dangerous_button_waits_for_the_typed_name()
    {
        var dialog = _bunit.Render<ConfirmDialog>(p => p
            .Add(c => c.Consequences, ["3 tokens stop working."]).Add(c => c.Button, "Delete").Add(c => c.TypedName, "Production"));
        Assert.True(dialog.Find(".btn-danger").HasAttribute("disabled"));
        dialog.Find("input").Input("production");
        Assert.True(dialog.Find(".btn-danger").HasAttribute("disabled"));
        dialog.Find("input").Input("Production ");
        Assert.False(dialog.Find(".btn-danger").HasAttribute("disabled"));
    }

    [Fact]
    public void A_field_ties_its_error_and_its_hint_to_its_input()
    {
        var field = _bunit.Render<TextField>(p => p.Add(c => c.Id, "name").Add(c => c.Label, "Name").Add(c => c.Value, "").Add(c => c.Error, "Give it a name.").Add(c => c.Hint, "Any."));
        var input = field.Find("input");
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal(
            ["Give it a name.", "Any."],
            input.GetAttribute("aria-describedby")!.Split(' ').Select(id => field.Find($"#{id}").TextContent.Trim()));
    }

    /// <summary>Rendered from the parent's value, which follows a moment later, the field would lose what was typed since.</summary>
    [Fact]
    public void A_field_shows_what_was_typed_before_its_parent_knows_it_and_takes_over_what_the_parent_sets()
    {
        var field = _bunit.Render<TextField>(p => p.Add(c => c.Id, "name").Add(c => c.Label, "Name").Add(c => c.Value, "old").Add(c => c.ValueChanged, _ => { }));
        field.Find("input").Input("old and new");
        Assert.Equal("old and new", field.Find("input").GetAttribute("value"));
        field.Render(p => p.Add(c => c.Value, "set by the page"));
        Assert.Equal("set by the page", field.Find("input").GetAttribute("value"));
    }

    [Theory]
    [InlineData("Amara Okafor", "AO")]
    [InlineData("amara.okafor@example.com", "AO")]
    [InlineData("Ada", "A")]
    [InlineData("  ", "?")]
    [InlineData("Deniz van der Yılmaz", "DY")]
    public void A_face_has_the_initials_of_the_first_and_the_last_word(string name, string initials) =>
        Assert.Equal(initials, _bunit.Render<Avatar>(p => p.Add(c => c.Name, name)).Find(".av").TextContent.Trim());

    [Fact]
    public void Toasts_are_few_and_a_failure_stays_until_it_is_closed()
    {
        var toasts = new Toasts();
        _bunit.Services.AddSingleton(toasts);
        var list = _bunit.Render<ToastList>();
        toasts.Failed("Looker refused it.");
        list.WaitForAssertion(() => Assert.Equal("stay", list.Find(".toast").GetAttribute("data-toast")));
        toasts.Done("One.");
        toasts.Done("Two.");
        toasts.Done("Three.");
        list.WaitForAssertion(() => Assert.Equal(["Looker refused it.", "Two.", "Three."], list.FindAll(".toast > span:nth-child(2)").Select(e => e.TextContent)));
        list.Find(".toast .close").Click();
        Assert.Equal(["Two.", "Three."], toasts.Shown.Select(t => t.Text));
    }

    [Fact]
    public async Task Undo_takes_back_what_the_toast_says_and_closes_it()
    {
        var undone = 0;
        var toasts = new Toasts();
        _bunit.Services.AddSingleton(toasts);
        var list = _bunit.Render<ToastList>();
        await list.InvokeAsync(() => toasts.Done("Ignored.", () =>
        {
            undone++;
            return Task.CompletedTask;
        }));
        await list.Find(".undo").ClickAsync(new());
        Assert.Equal(1, undone);
        Assert.Empty(toasts.Shown);
    }
}
