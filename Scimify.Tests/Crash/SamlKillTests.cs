using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Saml;
using Scimify.Tests.Saml;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Crash;

/// <summary>If it is killed in the middle of a change of Looker's SAML configuration, Scimify knows afterwards which revision Looker has.</summary>
public sealed class SamlKillTests
{
    private const int Wanted = 90;

    [Theory]
    [InlineData("delayBefore", "update_saml_config", 0, 60_000, false)]     // on its way
    [InlineData("delayAfter", "update_saml_config", 0, 60_000, true)]       // Looker has it, and has not answered
    [InlineData("delayBefore", "saml_config", 2, 60_000, true)]             // it has answered, and is being read back
    [InlineData("lateEffect", "update_saml_config", 0, 2_000, true)]        // it takes effect when nobody is waiting for it any longer
    public async Task Wherever_a_change_is_cut_off_the_revision_tells_what_Looker_has(string fault, string operation, int skip, int delayMs, bool inLooker)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bench = await CrashBench.StartAsync(ct, lookerTimeoutSeconds: 60);
        using (await bench.ServeAsync(waitSeconds: 0, ct))
        {
            using var api = bench.NewApiClient();
            var path = $"/api/v1/integrations/{bench.Integration}";
            var revision = (string)(await api.GetFromJsonAsync<JsonObject>($"{path}/saml-config", ct))!["results"]!["revision"]!;
            await bench.Looker.BreakAsync([new JsonObject { ["kind"] = fault, ["operation"] = operation, ["skip"] = skip, ["count"] = 1, ["delayMs"] = delayMs }], ct);
            var change = new { revision, confirm = true, changes = new { allowed_clock_drift = Wanted } };
            var cut = Assert.ThrowsAnyAsync<HttpRequestException>(() => api.PatchAsJsonAsync($"{path}/saml-config", change, ct));
            await Eventually.TrueAsync(
                async () => (string?)(await api.GetFromJsonAsync<JsonObject>($"{path}/saml-revisions", ct))!["results"]!["items"]!.AsArray().FirstOrDefault()?["state"] == "applying");
            if (inLooker && fault != "lateEffect")
            {
                await Eventually.TrueAsync(async () => await DriftAsync(bench, ct) == Wanted);
            }

            if (fault == "lateEffect")
            {
                // The intent is written before the call leaves: without the call, there is no effect to come late.
                await Eventually.TrueAsync(() => bench.Looker.AreFaultsUsedUpAsync(ct));
            }

            await bench.KillAsync();
            await cut;
        }

        if (inLooker)
        {
            await Eventually.TrueAsync(async () => await DriftAsync(bench, ct) == Wanted);
        }

        await bench.Looker.MendAsync(ct);
        await using var app = await bench.OpenAsync();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(4));
        await SamlWorld.WatchOf(app.Services, clock).LookAsync(ct);

        await using var db = app.NewContext();
        var revisions = db.SamlRevisions.OrderBy(r => r.Number).ToList();
        Assert.Equal(inLooker ? SamlRevisionState.Applied : SamlRevisionState.NotApplied, revisions.Last(r => r.Source == SamlSource.Scimify).State);
        var saml = app.Services.GetRequiredService<SamlService>();
        var now = await saml.GetAsync(bench.Owner, bench.Integration, ct);
        var latest = await app.Services.GetRequiredService<ISamlStore>().LatestAsync(db.Integrations.Single().Key, ct);
        Assert.Equal(now.Settings.Fingerprint, latest!.Fingerprint);
        Assert.Equal(inLooker, now.Settings[SamlFields.AllowedClockDrift]?.ToString() == $"{Wanted}");
        await saml.ChangeAsync(bench.Owner, bench.Integration, new SamlChange(now.Revision, Confirm: true, new JsonObject { [SamlFields.AllowedClockDrift] = 30 }), ct);
        Assert.Equal(30, await DriftAsync(bench, ct));
    }

    private static async Task<int> DriftAsync(CrashBench bench, CancellationToken ct) => (int)(await bench.Looker.StateAsync(ct))["saml_config"]!["allowed_clock_drift"]!;
}
