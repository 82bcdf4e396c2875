using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Portal.Features.Evidence.Packs;
using Scimify.Portal.Host.Settings;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>Evidence packs that are made without anybody asking.</summary>
public sealed class PackScheduleTests : IAsyncDisposable
{
    private const string October = "scimify-evidence-2026-10.zip";

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 10, 20, 8, 0, 0, TimeSpan.Zero));
    private ScimifyApp? _app;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ScimifyApp App => _app!;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData("2026-11-01T00:00:00Z", "Month", "2026-10", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")]
    [InlineData("2026-10-31T23:59:59Z", "Month", "2026-09", "2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z")]
    [InlineData("2026-01-15T00:00:00Z", "Month", "2025-12", "2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z")]
    [InlineData("2026-10-01T00:00:00Z", "Quarter", "2026-Q3", "2026-07-01T00:00:00Z", "2026-10-01T00:00:00Z")]
    [InlineData("2026-12-31T23:59:59Z", "Quarter", "2026-Q3", "2026-07-01T00:00:00Z", "2026-10-01T00:00:00Z")]
    [InlineData("2026-03-31T23:59:59Z", "Quarter", "2025-Q4", "2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z")]
    public void The_last_period_is_the_one_that_is_over(string now, string interval, string name, string from, string to)
    {
        var period = FinishedPeriod.Before(DateTimeOffset.Parse(now), Enum.Parse<PackInterval>(interval));

        Assert.Equal((name, DateTimeOffset.Parse(from), DateTimeOffset.Parse(to)), (period.Name, period.From, period.To));
    }

    [Fact]
    public async Task Every_organization_that_was_there_gets_a_signed_pack_of_the_month_once()
    {
        var (acme, _) = await StartAsync();
        _clock.Advance(TimeSpan.FromDays(20));
        var late = await App.PersonAsync(organization: "Late");
        await HasAsync(acme, October);

        var manifest = PackVerifier.Verify(new MemoryStream(await File.ReadAllBytesAsync(PathOf(acme, October), Ct)), await KeyAsync());
        Assert.Equal((new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), "schedule"), (manifest.Period.From, manifest.Period.To, manifest.Made.By));
        var made = File.GetLastWriteTimeUtc(PathOf(acme, October));

        await App.Services.GetRequiredService<PackSchedule>().RunAsync(Ct);

        Assert.Equal(made, File.GetLastWriteTimeUtc(PathOf(acme, October)));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, late.OrganizationId.ToString())));
        await using var db = App.NewContext();
        Assert.Single(db.AuditLog.Where(e => e.OrganizationKey == acme.OrganizationKey && e.Action == "evidence.create").ToList());
    }

    [Fact]
    public async Task A_pack_that_was_cut_off_is_made_again_and_one_that_cannot_be_made_keeps_no_other_back()
    {
        var (acme, other) = await StartAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(acme, October))!);
        await File.WriteAllTextAsync(PathOf(acme, October) + ".part", "cut off", Ct);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, other.OrganizationId.ToString()), "in the way", Ct);
        var third = await App.PersonAsync(organization: "Third");

        _clock.Advance(TimeSpan.FromDays(20));
        await HasAsync(acme, October);
        await HasAsync(third, October);

        PackVerifier.Verify(new MemoryStream(await File.ReadAllBytesAsync(PathOf(acme, October), Ct)), await KeyAsync());
        Assert.False(File.Exists(PathOf(acme, October) + ".part"));
        File.Delete(Path.Combine(_folder.Path, other.OrganizationId.ToString()));
        _clock.Advance(PackSchedule.Every);
        await HasAsync(other, October);
    }

    [Fact]
    public async Task Its_organization_lists_and_takes_it_and_the_audit_log_says_who_did()
    {
        var (acme, other) = await StartAsync();
        _clock.Advance(TimeSpan.FromDays(20));
        await HasAsync(acme, October);
        await HasAsync(other, October);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, acme.OrganizationId.ToString(), "secret.txt"), "secret", Ct);
        using var client = new ApiClient(App.NewClient(apiKey: await App.PersonalAccessTokenAsync(acme)));
        using var theirs = new ApiClient(App.NewClient(apiKey: await App.PersonalAccessTokenAsync(other)));

        var listed = Assert.Single((await client.GetAsync("/evidence-packs")).Items);
        Assert.Equal((October, new FileInfo(PathOf(acme, October)).Length), (listed.GetProperty("name").GetString(), listed.GetProperty("bytes").GetInt64()));
        Assert.Equal(await File.ReadAllBytesAsync(PathOf(acme, October), Ct), await client.FileAsync($"/evidence-packs/{October}"));
        Assert.Equal(await File.ReadAllBytesAsync(PathOf(other, October), Ct), await theirs.FileAsync($"/evidence-packs/{October}"));
        foreach (var name in (string[])["secret.txt", "scimify-evidence-2026-09.zip", $"..%2F{other.OrganizationId}%2F{October}", $"{October}.part", "%2Fetc%2Fpasswd"])
        {
            Assert.Equal(404, (await client.GetAsync($"/evidence-packs/{name}")).Status);
        }

        var taken = (await client.GetAsync("/audit-log?action=export.create")).Items.First();
        Assert.Equal((acme.Name, October), (taken.GetProperty("actorName").GetString(), taken.GetProperty("after").GetProperty("file").GetString()));
        using var anonymous = App.NewClient();
        using var page = await anonymous.GetAsync(new Uri($"/evidence/packs/{October}", UriKind.Relative), Ct);
        Assert.NotEqual(HttpStatusCode.OK, page.StatusCode);
    }

    private async Task<(Actor Acme, Actor Other)> StartAsync()
    {
        _app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:Evidence:Every"] = "month", ["Scimify:Evidence:Folder"] = _folder.Path }, _clock);
        return (await App.PersonAsync(organization: "Acme"), await App.PersonAsync(organization: "Other"));
    }

    private string PathOf(Actor person, string name) => Path.Combine(_folder.Path, person.OrganizationId.ToString(), name);

    private Task HasAsync(Actor person, string name) => Eventually.TrueAsync(() => Task.FromResult(File.Exists(PathOf(person, name))));

    private async Task<string> KeyAsync() => await App.Client.GetStringAsync(new Uri("/.well-known/scimify-evidence.pem", UriKind.Relative), Ct);
}
