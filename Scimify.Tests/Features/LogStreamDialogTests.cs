using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Scimify.Core.People;
using Scimify.Core.Streams;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>The dialogs of log streams: adding one, its secret, which is shown once, a new secret, and the end of it.</summary>
public sealed class LogStreamDialogTests : IAsyncLifetime
{
    private const string Collector = "https://collector.example.com/logs";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private ScimifyApp? _app;
    private Actor? _owner;
    private PageBench? _bench;

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    private LogStreamService Streams => _app!.Services.GetRequiredService<LogStreamService>();

    public async ValueTask InitializeAsync()
    {
        _app = await ScimifyApp.StartAsync();
        _owner = await _app.PersonAsync();
        _bench = await PageBench.OpenAsync(_app, _owner);
    }

    public async ValueTask DisposeAsync()
    {
        await _bench!.DisposeAsync();
        await _app!.DisposeAsync();
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_field_and_nothing_is_added()
    {
        var (page, dialogs) = await OpenAsync();
        var adding = Button(page, "Add log stream").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.NotNull(dialogs.Find("#stream-url")), Patience);
        await TypeAsync(dialogs, "https://10.0.0.7/logs");
        await Button(dialogs, "Add log stream").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.Equal("true", dialogs.Find("#stream-url").GetAttribute("aria-invalid")), Patience);

        await TypeAsync(dialogs, Collector);
        foreach (var box in Enumerable.Range(0, 2))
        {
            await dialogs.FindAll("input[type=checkbox]")[box].ChangeAsync(new ChangeEventArgs { Value = false });
        }

        await Button(dialogs, "Add log stream").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.NotEmpty(dialogs.FindAll("fieldset .error, fieldset .field-error, fieldset [id$=error]")), Patience);
        Assert.NotEqual("true", dialogs.Find("#stream-url").GetAttribute("aria-invalid"));

        await Button(dialogs, "Cancel").ClickAsync(new());
        await adding;
        Assert.Empty(await OwnAsync());
        Assert.Contains("No SIEM gets the logs", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_then_the_stream_is_listed_as_it_was_chosen()
    {
        var (page, dialogs) = await OpenAsync();
        var adding = Button(page, "Add log stream").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.NotNull(dialogs.Find("#stream-url")), Patience);
        await TypeAsync(dialogs, Collector);
        await dialogs.Find("#stream-format").ChangeAsync(new ChangeEventArgs { Value = nameof(LogStreamFormat.Ecs) });
        await dialogs.FindAll("input[type=checkbox]")[0].ChangeAsync(new ChangeEventArgs { Value = false });
        await Button(dialogs, "Add log stream").ClickAsync(new());

        dialogs.WaitForAssertion(() => Assert.StartsWith("whsec_", Secret(dialogs), StringComparison.Ordinal), Patience);
        var secret = Secret(dialogs);
        await Button(dialogs, "I have copied it").ClickAsync(new());
        await adding;

        page.WaitForAssertion(() => Assert.Contains("ECS: Audit log", page.Markup, StringComparison.OrdinalIgnoreCase), Patience);
        Assert.DoesNotContain(secret, page.Markup + dialogs.Markup, StringComparison.Ordinal);
        var stream = Assert.Single(await OwnAsync());
        Assert.Equal((LogStreamFormat.Ecs, StreamedLogs.Audit), (stream.Format, stream.Logs));
    }

    [Fact]
    public async Task A_new_secret_and_the_end_ask_first_and_say_what_follows()
    {
        var made = await Streams.CreateAsync(_owner!, new NewLogStream(Collector, LogStreamFormat.Ocsf, StreamedLogs.Audit, FromNow: true), Ct);
        var (page, dialogs) = await OpenAsync();
        page.WaitForAssertion(() => Assert.NotNull(Button(page, "New secret…")), Patience);

        var rotating = Button(page, "New secret…").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.Contains("signed with the new secret at once", dialogs.Markup, StringComparison.Ordinal), Patience);
        await Button(dialogs, "Replace secret").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.StartsWith("whsec_", Secret(dialogs), StringComparison.Ordinal), Patience);
        Assert.NotEqual(made.Secret, Secret(dialogs));
        await Button(dialogs, "I have copied it").ClickAsync(new());
        await rotating;

        var removing = Button(page, "Remove…").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.Contains("gets no more entries", dialogs.Markup, StringComparison.Ordinal), Patience);
        await Button(dialogs, "Cancel").ClickAsync(new());
        await removing;
        Assert.Single(await OwnAsync());

        removing = Button(page, "Remove…").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.NotNull(Button(dialogs, "Remove log stream")), Patience);
        await Button(dialogs, "Remove log stream").ClickAsync(new());
        await removing;
        page.WaitForAssertion(() => Assert.Contains("No SIEM gets the logs", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Empty(await OwnAsync());
    }

    [Fact]
    public async Task Who_may_not_manage_them_sees_no_button()
    {
        await Streams.CreateAsync(_owner!, new NewLogStream(Collector, LogStreamFormat.Ocsf, StreamedLogs.Audit, FromNow: true), Ct);
        await using var bench = await PageBench.OpenAsync(_app!, await _app!.PersonAsync(PortalRole.Auditor));
        var page = bench.Show("/webhooks");
        page.WaitForAssertion(() => Assert.Contains("collector.example.com", page.Markup, StringComparison.Ordinal), Patience);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Trim() is "Add log stream" or "New secret…" or "Remove…");
    }

    private async Task<(IRenderedComponent<IComponent> Page, IRenderedComponent<MudDialogProvider> Dialogs)> OpenAsync()
    {
        await Task.CompletedTask;
        var dialogs = _bench!.Dialogs();
        var page = _bench.Show("/webhooks");
        page.WaitForAssertion(() => Assert.NotNull(Button(page, "Add log stream")), Patience);
        return (page, dialogs);
    }

    private async Task<List<LogStream>> OwnAsync()
    {
        await using var db = _app!.NewContext();
        return [.. db.LogStreams.Where(stream => stream.Target == LogStreamTarget.Webhook)];
    }

    private static Task TypeAsync(IRenderedComponent<MudDialogProvider> dialogs, string address) => dialogs.Find("#stream-url").InputAsync(new ChangeEventArgs { Value = address });

    private static string Secret(IRenderedComponent<MudDialogProvider> dialogs) => dialogs.Find("#webhook-secret").GetAttribute("value") ?? dialogs.Find("#webhook-secret").TextContent;

    private static IElement Button<T>(IRenderedComponent<T> within, string text)
        where T : IComponent =>
        within.FindAll("button").First(button => button.TextContent.Trim() == text);
}
