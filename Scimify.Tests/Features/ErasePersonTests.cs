using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>Erasing a person on their page: it asks in words, says why not, and shows the pseudonym afterwards.</summary>
public sealed class ErasePersonTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Bridge? _bridge;
    private PageBench? _bench;

    public async ValueTask InitializeAsync()
    {
        _bridge = await Bridge.StartAsync(policies: HeldChanges.NoGuard);
        _bench = await PageBench.OpenAsync(_bridge.App, _bridge.Owner);
    }

    public async ValueTask DisposeAsync()
    {
        await _bench!.DisposeAsync();
        await _bridge!.DisposeAsync();
    }

    [Fact]
    public async Task An_owner_is_asked_and_the_page_then_shows_the_pseudonym()
    {
        await _bridge!.SetAsync(new IntegrationChange { Policies = new PolicyChange { OnDelete = DeletionPolicy.Delete } });
        var (page, dialogs) = await OpenAsync(await GoneAsync());

        var erasing = Button(page, "Erase person…")!.ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.Contains("Nobody can undo that.", dialogs.Markup, StringComparison.Ordinal), Patience);
        await Button(dialogs, "Cancel")!.ClickAsync(new());
        await erasing;
        Assert.Contains("grace.hopper@example.com", page.Markup, StringComparison.Ordinal);

        erasing = Button(page, "Erase person…")!.ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.Contains("Nobody can undo that.", dialogs.Markup, StringComparison.Ordinal), Patience);
        await dialogs.Find("#typed-name").InputAsync(new() { Value = "grace.hopper@example.com" });
        await dialogs.FindAll("button").Last(button => button.TextContent.Trim() == "Erase person").ClickAsync(new());
        await erasing;

        page.WaitForAssertion(() => Assert.Matches("call this person erased-[0-9]+ now", page.Find("[role=status]").TextContent), Patience);
        Assert.Matches("^erased-[0-9]+$", page.Find("h1").TextContent.Trim());
        Assert.DoesNotContain("hopper", page.Markup, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task While_Looker_has_the_account_the_page_says_what_to_do_first()
    {
        var (page, dialogs) = await OpenAsync(await GoneAsync());
        var erasing = Button(page, "Erase person…")!.ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.Contains("Nobody can undo that.", dialogs.Markup, StringComparison.Ordinal), Patience);
        await dialogs.Find("#typed-name").InputAsync(new() { Value = "grace.hopper@example.com" });
        await dialogs.FindAll("button").Last(button => button.TextContent.Trim() == "Erase person").ClickAsync(new());
        await erasing;

        page.WaitForAssertion(() => Assert.Contains("Delete it in Looker, then compare with Looker", page.Find("[role=status]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("grace.hopper@example.com", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_but_an_owner_is_offered_it_and_nobody_for_a_person_who_is_there()
    {
        var there = await _bridge!.NewUserAsync("ada@example.com");
        var (page, _) = await OpenAsync(there);
        Assert.Null(Button(page, "Erase person…"));

        await using var bench = await PageBench.OpenAsync(_bridge.App, await _bridge.App.PersonAsync(PortalRole.Auditor));
        var auditors = bench.Show($"/evidence/people/{await GoneAsync()}");
        auditors.WaitForAssertion(() => Assert.NotNull(auditors.Find("h1")), Patience);
        Assert.Null(Button(auditors, "Erase person…"));
    }

    /// <summary>Somebody who came and was deleted in SCIM.</summary>
    private async Task<string> GoneAsync()
    {
        var id = await _bridge!.NewUserAsync("grace.hopper@example.com");
        Assert.Equal(204, (await _bridge.DeleteAsync($"/Users/{id}")).Status);
        await _bridge.SettledForGoodAsync();
        return id;
    }

    private async Task<(IRenderedComponent<IComponent> Page, IRenderedComponent<MudBlazor.MudDialogProvider> Dialogs)> OpenAsync(string id)
    {
        await _bridge!.SettledAsync();
        var dialogs = _bench!.Dialogs();
        var page = _bench.Show($"/evidence/people/{id}");
        page.WaitForAssertion(() => Assert.Contains("@example.com", page.Markup, StringComparison.Ordinal), Patience);
        return (page, dialogs);
    }

    private static IElement? Button<T>(IRenderedComponent<T> within, string text)
        where T : IComponent =>
        within.FindAll("button").FirstOrDefault(button => button.TextContent.Trim() == text);
}
