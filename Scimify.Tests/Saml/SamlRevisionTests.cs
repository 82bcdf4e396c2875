using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Notifications;
using Scimify.Core.Persistence;
using Scimify.Core.Saml;
using Scimify.Portal.Layout;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.Notifications;

namespace Scimify.Tests.Saml;

/// <summary>Every state is kept. Whatever interrupts a change, Scimify knows afterwards which state Looker has.</summary>
public sealed class SamlRevisionTests
{
    private static readonly JsonObject Drift = new() { ["allowed_clock_drift"] = 90 };

    [Fact]
    public async Task The_state_before_the_first_change_is_kept_too()
    {
        await using var world = await SamlWorld.StartAsync();
        await world.PatchAsync(Drift);
        var revisions = await world.RevisionsAsync();
        Assert.Equal([(1, SamlSource.Looker, "Looker user 2"), (2, SamlSource.Scimify, world.Bridge.Owner.Name)], revisions.Select(r => (r.Number, r.Source, r.AuthorName)));
        Assert.All(revisions, r => Assert.Equal(SamlRevisionState.Applied, r.State));
        Assert.Equal((await world.ConfigAsync()).Settings.Fingerprint, revisions[1].Fingerprint);
    }

    [Fact]
    public async Task A_change_made_in_Looker_becomes_a_revision_between_ours()
    {
        await using var world = await SamlWorld.StartAsync();
        await world.PatchAsync(Drift);
        world.InLooker(new() { ["idp_audience"] = "looker" });
        await world.PatchAsync(new() { ["allowed_clock_drift"] = 120 });
        Assert.Equal([SamlSource.Looker, SamlSource.Scimify, SamlSource.Looker, SamlSource.Scimify], (await world.RevisionsAsync()).Select(r => r.Source));

        var listed = (await world.Owner.GetAsync($"{world.Path}/saml-revisions")).Items.ToList();
        Assert.Equal([4, 3, 2, 1], listed.Select(r => r.GetProperty("number").GetInt32()));
        Assert.Equal("idp_audience", Assert.Single(listed[1].GetProperty("changes").EnumerateArray()).GetProperty("field").GetString());
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_revision_is_restored_with_one_request(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var world = await SamlWorld.StartAsync(settings: database.Settings);
        var original = (await world.ConfigAsync()).Settings.Fingerprint;
        await world.PatchAsync(new() { ["idp_issuer"] = "https://wrong.example.com", ["default_new_user_role_ids"] = new JsonArray("4") }, @override: "Sandbox");
        var first = (await world.RevisionsAsync())[0];
        var restore = $"{world.Path}/saml-revisions/{first.Id}/restore";
        Assert.Equal(422, (await world.Owner.PostAsync(restore, """{"revision":"x"}""")).Status);
        Assert.Equal(409, (await world.Owner.PostAsync(restore, """{"revision":"x","confirm":true}""")).Status);
        var done = await world.Owner.PostAsync(restore, $$"""{"revision":"{{(await world.ConfigAsync()).Revision}}","confirm":true}""");
        Assert.Equal(200, done.Status);
        Assert.Equal(original, (await world.ConfigAsync()).Settings.Fingerprint);
        Assert.Equal((3, "Restores revision 1"), ((await world.RevisionsAsync())[^1].Number, (await world.RevisionsAsync())[^1].Note));
        Assert.Equal(404, (await world.Owner.PostAsync($"{world.Path}/saml-revisions/{Guid.NewGuid()}/restore", """{"revision":"x","confirm":true}""")).Status);
    }

    [Fact]
    public async Task Restoring_is_guarded_like_any_change()
    {
        await using var world = await SamlWorld.StartAsync(with: new() { ["alternate_email_login_allowed"] = false, ["bypass_login_page"] = true });
        await world.PatchAsync(new() { ["alternate_email_login_allowed"] = true });
        var body = $$"""{"revision":"{{(await world.ConfigAsync()).Revision}}","confirm":true}""";
        var answer = await world.Owner.PostAsync($"{world.Path}/saml-revisions/{(await world.RevisionsAsync())[0].Id}/restore", body);
        Assert.Equal(409, answer.Status);
        Assert.Contains("bypassWithoutAlternateLogin", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.DropAfter, SamlRevisionState.Applied)]
    [InlineData(FaultKind.DropBefore, SamlRevisionState.NotApplied)]
    public async Task A_lost_answer_is_looked_into_later(FaultKind fault, SamlRevisionState end)
    {
        await using var world = await SamlWorld.StartAsync();
        world.Bridge.Looker.Faults.Add(new FaultRule(fault, Operation: "update_saml_config", Count: null));
        var answer = await world.PatchAsync(Drift);
        Assert.Equal((503, "unknown"), (answer.Status, answer.Error.GetProperty("data").GetProperty("code").GetString()));
        Assert.Equal(SamlRevisionState.Applying, (await world.RevisionsAsync())[^1].State);

        world.Bridge.Looker.Faults.Clear();
        Assert.Equal("underWay", (await world.PatchAsync(new() { ["allowed_clock_drift"] = 10 })).Error.GetProperty("data").GetProperty("code").GetString());
        await EndLeaseAsync(world);
        await SettleAsync(world);
        Assert.Equal(end, (await world.RevisionsAsync())[1].State);
        Assert.Equal((await world.ConfigAsync()).Settings.Fingerprint, (await world.Store.LatestAsync(world.Bridge.Integration.Key, CancellationToken.None))!.Fingerprint);
    }

    public static TheoryData<string, JsonObject?, SamlRevisionState> Kills => new()
    {
        { "before the call", null, SamlRevisionState.NotApplied },
        { "after the call", Drift, SamlRevisionState.Applied },
        { "before the call, and somebody changed Looker", new JsonObject { ["idp_audience"] = "looker" }, SamlRevisionState.NotApplied },
        { "after the call, and somebody changed Looker", new JsonObject { ["allowed_clock_drift"] = 90, ["idp_audience"] = "looker" }, SamlRevisionState.NotApplied },
    };

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task Whoever_died_at_work_is_found_out_about(string when, JsonObject? inLooker, SamlRevisionState end)
    {
        _ = when;
        await using var world = await SamlWorld.StartAsync();
        await world.PatchAsync(new() { ["allowed_clock_drift"] = 70 });
        var before = (await world.ConfigAsync()).Settings;
        var after = before.With(Drift);
        var dying = new SamlRevision
        {
            Id = Guid.NewGuid(),
            OrganizationKey = world.Bridge.Owner.OrganizationKey,
            IntegrationKey = world.Bridge.Integration.Key,
            Source = SamlSource.Scimify,
            AuthorName = "ada@example.com",
            Fingerprint = after.Fingerprint,
            Settings = after.Store(),
            Before = before.Store(),
        };
        Assert.True(await world.Store.BeginAsync(dying, CancellationToken.None));
        if (inLooker is not null)
        {
            world.InLooker((JsonObject)inLooker.DeepClone());
        }

        await SettleAsync(world);
        Assert.Equal(end, (await world.RevisionsAsync()).Single(r => r.Id == dying.Id).State);
        Assert.Equal((await world.ConfigAsync()).Settings.Fingerprint, (await world.Store.LatestAsync(world.Bridge.Integration.Key, CancellationToken.None))!.Fingerprint);
        Assert.Equal(200, (await world.PatchAsync(new() { ["allowed_clock_drift"] = 20 })).Status);
    }

    [Fact]
    public async Task Two_changes_at_once_do_not_overwrite_each_other()
    {
        await using var world = await SamlWorld.StartAsync();
        var revision = (await world.ConfigAsync()).Revision;
        string Body(int drift) => $$$"""{"revision":"{{{revision}}}","confirm":true,"changes":{"allowed_clock_drift":{{{drift}}}}}""";
        var answers = await Task.WhenAll(Enumerable.Range(100, 6).Select(n => world.Owner.PatchAsync($"{world.Path}/saml-config", Body(n))));
        var done = Assert.Single(answers, a => a.Status == 200);
        Assert.Equal(5, answers.Count(a => a.Status == 409));
        Assert.Equal(done.Results.GetProperty("allowed_clock_drift").GetInt32(), (int)(await world.ConfigAsync()).Json["allowed_clock_drift"]!);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_certificate_that_ends_is_told_on_every_page_and_as_a_metric_without_asking_Looker(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var world = await SamlWorld.StartAsync(settings: database.Settings);
        Assert.DoesNotContain(await ProblemsAsync(world), p => p.Key.EndsWith("saml", StringComparison.Ordinal));
        await world.PatchAsync(Drift);
        Assert.DoesNotContain(await ProblemsAsync(world), p => p.Key.EndsWith("saml", StringComparison.Ordinal));

        var soon = SamlWorld.MakeCertificate("CN=soon", TimeSpan.FromDays(-9), TimeSpan.FromDays(20.5));
        await world.PatchAsync(new() { ["idp_cert"] = soon }, @override: "Sandbox");
        var before = world.Bridge.LastCall;
        var problem = Assert.Single(await ProblemsAsync(world), p => p.Key.EndsWith("saml", StringComparison.Ordinal));
        Assert.Equal(("wait", "Sandbox: the identity provider's SAML certificate expires in 20 days."), (problem.Tone, problem.Title));
        await using (var receiver = await WebhookReceiver.StartAsync())
        {
            await world.Bridge.App.Services.GetRequiredService<WebhookService>().CreateAsync(world.Bridge.Owner, receiver.Url, null, CancellationToken.None);
            await world.Bridge.App.Services.GetRequiredService<NoticeEngine>().RunOnceAsync(CancellationToken.None);
            await world.Bridge.App.Services.GetRequiredService<NoticeEngine>().RunOnceAsync(CancellationToken.None);
            Assert.Equal("certificate.expiring", (string?)JsonNode.Parse(Assert.Single(receiver.Messages).Body)!["type"]);
        }

        var metrics = await world.Bridge.App.MetricsAsync();
        Assert.Contains($"scimify_saml_certificate_expiry_timestamp_seconds{{integration=\"{world.Bridge.Integration.Id}\"}} {SamlCertificate.Parse(soon)!.NotAfter.ToUnixTimeSeconds()}", metrics, StringComparison.Ordinal);
        Assert.Empty(world.Bridge.CallsSince(before));
    }

    private static Task<IReadOnlyList<Problem>> ProblemsAsync(SamlWorld world) =>
        world.Bridge.App.Services.GetRequiredService<ProblemQuery>().RunAsync(world.Bridge.Owner, CancellationToken.None);

    private static Task EndLeaseAsync(SamlWorld world) => world.WriteAsync(s => s.Execute("UPDATE saml_revisions SET lease_until = 0 WHERE state = 0"));

    private static async Task SettleAsync(SamlWorld world)
    {
        var integrations = await world.Store.UnsettledAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
        await world.Applier.SettleAsync(Assert.Single(integrations), CancellationToken.None);
    }
}
