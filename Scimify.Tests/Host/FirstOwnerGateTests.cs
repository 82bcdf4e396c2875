using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Portal.Host.Security;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

public sealed class FirstOwnerGateTests
{
    private static readonly IPAddress Owner = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Stranger = IPAddress.Parse("198.51.100.7");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_gate_opens_to_its_code_in_whatever_case_and_grouping()
    {
        await using var app = await ScimifyApp.StartAsync();
        var gate = app.Services.GetRequiredService<FirstOwnerGate>();

        Assert.True(gate.IsOpen);
        Assert.True(gate.Try(app.FirstOwnerCode, Owner));
        Assert.True(gate.Try($" {LetterCase.Lower(app.FirstOwnerCode.Replace("-", "", StringComparison.Ordinal))} ", Owner));
        Assert.False(gate.Try(app.FirstOwnerCode[..^1], Owner));
        Assert.False(gate.Try("", Owner));
        Assert.False(gate.Try(null, Owner));
    }

    [Fact]
    public async Task Guessing_is_stopped_for_a_minute_and_keeps_nobody_out_who_comes_from_elsewhere()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var gate = app.Services.GetRequiredService<FirstOwnerGate>();
        for (var i = 0; i < 10; i++)
        {
            Assert.False(gate.Try("AAAA-AAAA-AAAA-AAAA", Stranger));
        }

        Assert.False(gate.Try(app.FirstOwnerCode, Stranger));
        Assert.True(gate.Try(app.FirstOwnerCode, Owner));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(gate.Try(app.FirstOwnerCode, Stranger));
    }

    [Fact]
    public async Task The_gate_is_closed_once_anyone_exists_and_after_a_restart()
    {
        using var folder = new TempFolder();
        await using (var app = await ScimifyApp.StartAsync(dataDirectory: folder.Path))
        {
            var gate = app.Services.GetRequiredService<FirstOwnerGate>();
            Assert.True(gate.IsOpen);
            await app.Services.GetRequiredService<PeopleService>().CreateFirstOwnerAsync("ada@example.com", "correct horse battery", null, Ct);

            Assert.False(gate.IsOpen);
            Assert.False(gate.Try(app.FirstOwnerCode, Owner));
        }

        await using var again = await ScimifyApp.StartAsync(dataDirectory: folder.Path);
        Assert.False(again.Services.GetRequiredService<FirstOwnerGate>().IsOpen);
    }
}
