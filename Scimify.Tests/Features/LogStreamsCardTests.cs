using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Scimify.Core.Streams;
using Scimify.Portal.Features.Webhooks.Streams;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>What the console says about streams to a SIEM.</summary>
public sealed class LogStreamsCardTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2096, 3, 1, 12, 10, 0, TimeSpan.Zero);

    private readonly BunitContext _bunit = new();

    public LogStreamsCardTests()
    {
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddMudServices();
        _bunit.Services.AddScoped<AppDialogs>();
        _bunit.Services.AddSingleton(new ConsoleSession(null!, null!, null!));
        _bunit.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
    }

    public void Dispose() => _bunit.Dispose();

    [Fact]
    public void Without_a_stream_it_says_what_one_is_for()
    {
        var card = Render([], mayManage: true);
        Assert.Contains("No SIEM gets the logs", card.Markup, StringComparison.Ordinal);
        Assert.Single(card.FindAll("button"), button => button.TextContent.Contains("Add log stream", StringComparison.Ordinal));
        Assert.Empty(Render([], mayManage: false).FindAll("button"));
    }

    [Fact]
    public void A_stream_that_works_a_failing_one_and_a_new_one_say_so()
    {
        var card = Render(
            [
                View() with { DeliveredAt = Now },
                View() with { FailedAt = Now.AddMinutes(-7), Failure = "It answered 503.", NextAttemptAt = Now.AddMinutes(3), Behind = 42, OldestAt = Now.AddMinutes(-8) },
                View() with { Behind = LogStreamsQuery.MostCounted },
            ],
            mayManage: true);

        var rows = card.FindAll("tbody tr").Select(row => row.TextContent).ToList();
        Assert.Contains("Working", rows[0], StringComparison.Ordinal);
        Assert.Contains("Nothing", rows[0], StringComparison.Ordinal);
        Assert.All(["Failing", "It answered 503.", "Next attempt", "42 entries", "Oldest:"], words => Assert.Contains(words, rows[1], StringComparison.Ordinal));
        Assert.Contains("Nothing sent yet", rows[2], StringComparison.Ordinal);
        Assert.Contains("10,000 entries or more", rows[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_of_the_settings_has_no_buttons_and_no_path()
    {
        var card = Render([View() with { Target = LogStreamTarget.File, Url = null }, View() with { Target = LogStreamTarget.Stdout, Url = null, Format = LogStreamFormat.Ecs }], mayManage: true);
        Assert.Equal(["File on the server", "Standard output of the server"], card.FindAll("tbody .primary").Select(name => name.TextContent));
        Assert.Empty(card.FindAll("tbody button"));
        Assert.Contains("ECS: provisioning and audit log", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Buttons_name_the_stream_and_are_for_those_who_manage()
    {
        LogStreamView? rotated = null;
        LogStreamView? removed = null;
        var stream = View();
        var card = _bunit.Render<LogStreamsCard>(p => p.Add(c => c.Streams, [stream]).Add(c => c.MayManage, true)
            .Add(c => c.OnRotate, (LogStreamView view) => rotated = view).Add(c => c.OnRemove, (LogStreamView view) => removed = view));
        card.Find("button[aria-label='New secret for https://collector.example.com/logs']").Click();
        card.Find("button[aria-label='Remove the log stream to https://collector.example.com/logs']").Click();
        Assert.Equal((stream, stream), (rotated, removed));
        Assert.Empty(Render([stream], mayManage: false).FindAll("button"));
    }

    [Fact]
    public void With_as_many_as_there_may_be_none_can_be_added() =>
        Assert.DoesNotContain("Add log stream", Render([.. Enumerable.Range(0, LogStreamService.Most).Select(_ => View())], mayManage: true).Markup, StringComparison.Ordinal);

    private IRenderedComponent<LogStreamsCard> Render(IReadOnlyList<LogStreamView> streams, bool mayManage) =>
        _bunit.Render<LogStreamsCard>(p => p.Add(c => c.Streams, streams).Add(c => c.MayManage, mayManage));

    private static LogStreamView View() => new(
        Guid.NewGuid(), LogStreamTarget.Webhook, "https://collector.example.com/logs", LogStreamFormat.Ocsf, ["provisioning", "audit"], Now, "ada@example.com", null, null, null, null, 0, null);
}
