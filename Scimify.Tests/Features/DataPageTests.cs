using System.Net.Sockets;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Npgsql;
using Scimify.Core.Directory;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Layout;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>The four states of a page, and how it follows what changes.</summary>
public sealed class DataPageTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly BunitContext _bunit = new();
    private readonly CircuitConnection _connection = new();
    private ChangeFeed? _feed;
    private ScimifyApp? _app;
    private Actor? _person;

    public async ValueTask InitializeAsync()
    {
        _app = await ScimifyApp.StartAsync();
        _person = await _app.PersonAsync();
        var state = await _app.Services.GetRequiredService<PersonStates>().FindAsync(_person.Id!.Value, CancellationToken.None);
        var signedIn = new SignedIn(ScimifyClaims.Principal(state!, "test"));
        _bunit.Services.AddSingleton<TimeProvider>(_clock);
        _bunit.Services.AddSingleton(_connection);
        _bunit.Services.AddMudServices();
        _bunit.Services.AddScoped<AppDialogs>();
        _bunit.Services.AddSingleton(_feed = new ChangeFeed(_clock));
        _bunit.Services.AddSingleton<SharedAnswers>().AddSingleton(DirectoryLimits.Default).AddSingleton<ReadTurns>();
        _bunit.Services.AddSingleton<AuthenticationStateProvider>(signedIn);
        _bunit.Services.AddSingleton(new ConsoleSession(signedIn, _app.Services.GetRequiredService<ActorAccessor>(), _app.Services.GetRequiredService<RefusedAccess>()) { Viewer = new Viewer(null, null, null, _person.Id) });
        _bunit.Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public async ValueTask DisposeAsync()
    {
        await _bunit.DisposeAsync();
        await _app!.DisposeAsync();
    }

    [Fact]
    public async Task A_page_that_was_made_for_another_person_reads_nothing()
    {
        _bunit.Services.GetRequiredService<ConsoleSession>().Viewer = new Viewer(null, null, null, (await _app!.PersonAsync()).Id);
        _bunit.Render<CountPage>(p => p.Add(c => c.Source, () => throw new InvalidOperationException("asked")));

        Assert.Null(await _bunit.Services.GetRequiredService<ConsoleSession>().TryActorAsync());
        var led = Assert.Single(_bunit.Services.GetRequiredService<Bunit.TestDoubles.BunitNavigationManager>().History);
        Assert.True(led.Options.ForceLoad);
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("role")]
    [InlineData("remove")]
    public async Task A_page_that_nobody_touches_leads_away_when_its_person_may_no_longer_see_it(string change)
    {
        var history = _bunit.Services.GetRequiredService<Bunit.TestDoubles.BunitNavigationManager>();
        var watch = _bunit.Render<SessionWatch>();
        _clock.Advance(SessionWatch.Every);
        Assert.Empty(history.History);
        var (people, owner, id) = (_app!.Services.GetRequiredService<PeopleService>(), await _app.PersonAsync(), _person!.Id!.Value);

        await (change switch
        {
            "lock" => people.LockAsync(owner, id, CancellationToken.None),
            "role" => people.ChangeRoleAsync(owner, id, PortalRole.Auditor, CancellationToken.None),
            _ => people.RemoveAsync(owner, id, CancellationToken.None),
        });
        _clock.Advance(SessionWatch.Every);

        watch.WaitForAssertion(() => Assert.True(Assert.Single(history.History).Options.ForceLoad));
    }

    [Fact]
    public async Task A_page_whose_browser_has_gone_leads_away_when_it_comes_back()
    {
        var history = _bunit.Services.GetRequiredService<Bunit.TestDoubles.BunitNavigationManager>();
        var watch = _bunit.Render<SessionWatch>();
        await _app!.Services.GetRequiredService<PeopleService>().LockAsync(await _app.PersonAsync(), _person!.Id!.Value, CancellationToken.None);
        await _connection.OnConnectionDownAsync(null!, CancellationToken.None);
        _clock.Advance(SessionWatch.Every * 3);
        Assert.Empty(history.History);

        await _connection.OnConnectionUpAsync(null!, CancellationToken.None);
        _clock.Advance(SessionWatch.Every);

        watch.WaitForAssertion(() => Assert.True(Assert.Single(history.History).Options.ForceLoad));
    }

    [Fact]
    public void Prerendering_shows_the_loading_state_and_asks_for_nothing()
    {
        _bunit.Renderer.SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        var page = _bunit.Render<CountPage>(p => p.Add(c => c.Source, () => throw new InvalidOperationException("asked")));
        Assert.Contains("Loading", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_is_shown()
    {
        var page = _bunit.Render<CountPage>(p => p.Add(c => c.Source, () => 3));
        page.WaitForAssertion(() => Assert.Equal("3 left", page.Find("p").TextContent));
    }

    [Fact]
    public void What_is_not_there_leads_back_and_offers_no_second_try()
    {
        var page = _bunit.Render<CountPage>(p => p.Add(c => c.Source, () => throw new NotFoundException("There is no such number.")));
        page.WaitForAssertion(() => Assert.Contains("There is no such number.", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("button"));
    }

    [Fact]
    public void A_failure_hides_its_inside_and_can_be_tried_again()
    {
        var fails = true;
        var page = _bunit.Render<CountPage>(p => p.Add(c => c.Source, () => fails ? throw new InvalidOperationException("secret detail") : 0));
        page.WaitForAssertion(() => Assert.NotNull(page.Find("[role=alert]")));
        Assert.DoesNotContain("secret detail", page.Markup, StringComparison.Ordinal);

        fails = false;
        page.Find("button").Click();
        page.WaitForAssertion(() => Assert.Equal("0 left", page.Find("p").TextContent));
    }

    [Fact]
    public void An_outage_of_the_database_is_told_in_words_and_over_with_the_next_try()
    {
        var isAway = true;
        var page = _bunit.Render<CountPage>(p => p.Add(
            c => c.Source, () => isAway ? throw new NpgsqlException("secret detail", new SocketException((int)SocketError.ConnectionRefused)) : 0));
        page.WaitForAssertion(() => Assert.Contains("The database does not answer at the moment.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("secret detail", page.Markup, StringComparison.Ordinal);

        isAway = false;
        page.Find("button").Click();
        page.WaitForAssertion(() => Assert.Equal("0 left", page.Find("p").TextContent));
    }

    [Fact]
    public void A_page_follows_what_it_shows()
    {
        var (page, count) = Counting();
        Tell();
        page.WaitForAssertion(() => Assert.Equal("2 left", page.Find("p").TextContent));

        Tell(ChangeTopics.Log);
        Tell(organizationKey: _person!.OrganizationKey + 1);
        Assert.Equal(2, count());
    }

    [Fact]
    public void Behind_all_that_is_told_a_page_looks_by_itself_twice_a_minute()
    {
        var (page, _) = Counting();
        _clock.Advance(Following.Fallback);
        page.WaitForAssertion(() => Assert.Equal("2 left", page.Find("p").TextContent));
    }

    [Fact]
    public async Task A_page_that_nobody_sees_is_read_once_when_somebody_looks_again()
    {
        var (page, count) = Counting();
        await _connection.OnConnectionDownAsync(null!, CancellationToken.None);
        Tell();
        Tell();
        await _connection.OnConnectionUpAsync(null!, CancellationToken.None);
        page.WaitForAssertion(() => Assert.Equal("2 left", page.Find("p").TextContent));

        _connection.Show(false);
        Tell();
        Tell();
        Assert.Equal(2, count());
        _connection.Show(true);
        page.WaitForAssertion(() => Assert.Equal("3 left", page.Find("p").TextContent));
    }

    [Fact]
    public async Task A_page_under_a_dialog_stays_as_it_is_until_the_dialog_is_closed()
    {
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        var (page, count) = Counting();
        _bunit.Render<MudBlazor.MudPopoverProvider>();
        var provider = _bunit.Render<MudBlazor.MudDialogProvider>();
        var dialogs = _bunit.Services.GetRequiredService<AppDialogs>();
        Task? open = null;
        await provider.InvokeAsync(() =>
        {
            open = dialogs.OpenAsync<ConfirmDialog>("Sure?", new Dictionary<string, object?> { ["Consequences"] = new[] { "None." }, ["Button"] = "Do it" });
        });
        Tell();
        Assert.Equal(1, count());

        await provider.InvokeAsync(() => dialogs.Close());
        await open!;
        page.WaitForAssertion(() => Assert.Equal("2 left", page.Find("p").TextContent));
    }

    [Fact]
    public async Task A_page_that_was_left_asks_no_more()
    {
        var (_, count) = Counting();
        await _bunit.DisposeComponentsAsync();
        Tell();
        _clock.Advance(Following.Fallback);
        Assert.Equal(1, count());
        Assert.Equal(0, _clock.Waiting);
    }

    [Fact]
    public async Task People_who_look_at_the_same_share_one_answer_until_something_changes()
    {
        var answers = _bunit.Services.GetRequiredService<SharedAnswers>();
        var asked = 0;
        Task<object> Ask(Actor actor) => answers.AskAsync<object>(actor, "held", _ => Task.FromResult<object>(Interlocked.Increment(ref asked)), CancellationToken.None);

        Assert.Equal([1, 1, 1], await Task.WhenAll(Ask(_person!), Ask(_person!), Ask(_person! with { Name = "grace@example.com" })));
        Assert.Equal(2, await Ask(_person! with { Role = PortalRole.Auditor }));
        Assert.Equal(3, await Ask(_person! with { OrganizationKey = _person.OrganizationKey + 1 }));
        Assert.Equal(1, await Ask(_person!));
        _feed!.Publish([new(_person!.OrganizationKey, null, ChangeTopics.Held)]);
        Assert.Equal(4, await Ask(_person!));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, await Ask(_person!));
    }

    [Fact]
    public async Task Somebody_who_was_removed_meanwhile_is_sent_to_the_door()
    {
        var other = await _app!.PersonAsync();
        await _app.Services.GetRequiredService<PeopleService>().RemoveAsync(other, _person!.Id!.Value, CancellationToken.None);

        var page = _bunit.Render<CountPage>(p => p.Add(c => c.Source, () => 1));
        var navigation = (Bunit.TestDoubles.BunitNavigationManager)_bunit.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.True(navigation.History.First().Options.ForceLoad));
        Assert.Empty(page.FindAll("p"));
    }

    private (IRenderedComponent<CountPage> Page, Func<int> Count) Counting()
    {
        var asked = 0;
        var page = _bunit.Render<CountPage>(p => p.Add(c => c.Source, () => ++asked));
        page.WaitForAssertion(() => Assert.Equal("1 left", page.Find("p").TextContent));
        return (page, () => asked);
    }

    private void Tell(ChangeTopics topics = ChangeTopics.Held, int? organizationKey = null)
    {
        _feed!.Publish([new(organizationKey ?? _person!.OrganizationKey, null, topics)]);
        _clock.Advance(ChangeFeed.Every);
    }

    private sealed class SignedIn(System.Security.Claims.ClaimsPrincipal person) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(person));
    }

    /// <summary>The smallest page: a number.</summary>
    private sealed class CountPage : DataPage<object>
    {
        [Parameter] public required Func<int> Source { get; set; }

        protected override Task<object> QueryAsync(Actor actor, CancellationToken ct) => Task.FromResult<object>(Source());

        protected override ChangeTopics Watches => ChangeTopics.Held;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<DataView<object>>(0);
            builder.AddComponentParameter(1, nameof(DataView<object>.State), State);
            builder.AddComponentParameter(2, nameof(DataView<object>.OnRetry), EventCallback.Factory.Create(this, ReloadAsync));
            builder.AddComponentParameter(3, nameof(DataView<object>.ChildContent), (RenderFragment<object>)(value => inner => inner.AddMarkupContent(0, $"<p>{value} left</p>")));
            builder.CloseComponent();
        }
    }
}
