using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Backups;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.Backups;

/// <summary>A restore as people do it, after Looker has gone on.</summary>
public sealed class RestoreJourneyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.Path, "data");

    private string BackupFile => Path.Combine(_folder.Path, "backup.scimify");

    private Dictionary<string, string?> Settings => new()
    {
        ["Scimify:DataDirectory"] = Data,
        ["Scimify:Looker:AllowInsecureHttp"] = "true",
        ["Scimify:Looker:CallsPerSecond"] = "1000",
    };

    [Fact]
    public async Task An_old_backup_gives_nobody_access_back_and_the_identity_provider_sets_things_right()
    {
        await using var looker = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, Ct);
        Actor owner;
        Guid integration;
        string token;
        string bob;
        await using (var app = await ScimifyApp.StartAsync(Settings))
        {
            owner = await app.PersonAsync();
            integration = (await app.Services.GetRequiredService<IntegrationService>().CreateAsync(
                owner,
                new NewIntegration
                {
                    Name = "Sandbox",
                    BaseUrl = looker.Url.OriginalString,
                    ClientId = "sandbox-client",
                    ClientSecret = "sandbox-secret",
                    Policies = HeldChanges.NoGuard with { Drift = DriftPolicy.Repair },
                },
                Ct)).Id;
            token = (await app.ScimTokenAsync(owner, integration)).Secret;
            using var idp = app.NewClient(scimToken: token);
            bob = (await SendAsync(idp, HttpMethod.Post, "/Users", Bridge.UserJson("bob@example.com"))).Id;
            var team = (await SendAsync(idp, HttpMethod.Post, "/Groups", $$"""{"displayName":"Readers of May","members":[{"value":"{{bob}}"}]}""")).Id;
            await ModeAsync(app, owner, integration, IntegrationMode.Paused);
            var carol = (await SendAsync(idp, HttpMethod.Post, "/Users", Bridge.UserJson("carol@example.com"))).Id;

            var backup = await VerbRun.RunAsync(Settings, ["backup", "--to", BackupFile], ct: Ct);
            Assert.True(backup.ExitCode == 0, backup.Errors);
            Assert.StartsWith($"Wrote {BackupFile}: ", backup.Output, StringComparison.Ordinal);

            await ModeAsync(app, owner, integration, IntegrationMode.Live);
            await SettledAsync(app, owner, integration);
            foreach (var id in new[] { bob, carol })
            {
                Assert.Equal("applied", (await SendAsync(idp, HttpMethod.Patch, $"/Users/{id}", HeldChanges.Active(false))).Sync);
            }

            var left = HeldChanges.Patch($$"""{"op":"remove","path":"members[value eq \"{{bob}}\"]"}""");
            Assert.Equal("applied", (await SendAsync(idp, HttpMethod.Patch, $"/Groups/{team}", left)).Sync);
            Assert.Equal("bob@example.com True 0, carol@example.com True 0", State(looker));
        }

        var refused = await VerbRun.RunAsync(Settings, ["restore", "--from", BackupFile], ct: Ct);
        var restored = await VerbRun.RunAsync(Settings, ["restore", "--from", BackupFile, "--force"], ct: Ct);
        Assert.Equal(1, refused.ExitCode);
        Assert.True(restored.ExitCode == 0, restored.Errors);
        Assert.Contains("Integration Sandbox: paused;", restored.Output, StringComparison.Ordinal);
        Assert.Contains("1 change that was waiting is marked as failed", restored.Output, StringComparison.Ordinal);
        Assert.Contains("Valid again as of the backup: SCIM tokens 1, ", restored.Output, StringComparison.Ordinal);

        await using (var app = await ScimifyApp.StartAsync(Settings))
        {
            using var idp = app.NewClient(scimToken: token);
            var service = app.Services.GetRequiredService<IntegrationService>();
            Assert.Equal("paused", (await service.StatusAsync(owner, integration, Ct)).State);
            Assert.True((bool)(await SendAsync(idp, HttpMethod.Get, $"/Users/{bob}", null)).Body!["active"]!);

            await ModeAsync(app, owner, integration, IntegrationMode.Live);
            var differences = await CompareAsync(app, owner, integration);
            await SettledAsync(app, owner, integration);
            Assert.Equal(["MemberMissing", "UserDisabled"], differences);
            Assert.Equal("bob@example.com True 0, carol@example.com True 0", State(looker));
            Assert.Null((await service.GetAsync(owner, integration, Ct)).RestoredFrom);

            Assert.Equal("applied", (await SendAsync(idp, HttpMethod.Patch, $"/Users/{bob}", HeldChanges.Active(false))).Sync);
            Assert.Equal("bob@example.com True 0, carol@example.com True 0", State(looker));
            Assert.Equal("applied", (await SendAsync(idp, HttpMethod.Patch, $"/Users/{bob}", HeldChanges.Active(true))).Sync);
            Assert.Equal("bob@example.com False 0, carol@example.com True 0", State(looker));
            var verified = await VerbRun.RunAsync(Settings, ["audit", "verify"], ct: Ct);
            Assert.Equal((0, ""), (verified.ExitCode, verified.Errors));
        }
    }

    [Fact]
    public async Task Killed_at_any_moment_it_leaves_the_old_data_or_the_restored_ones()
    {
        Assert.Equal(0, (await VerbRun.RunAsync(Settings, ["admin", "create", "--email", "then@example.com", "--role", "Owner"], ct: Ct)).ExitCode);
        Assert.Equal(0, (await VerbRun.RunAsync(Settings, ["backup", "--to", BackupFile], ct: Ct)).ExitCode);
        var database = Path.Combine(Data, "scimify.db");
        Execute(database, "UPDATE people SET email = 'now@example.com'");
        foreach (var sign in new[] { "scimify.db.restoring", "keys.restoring", "scimify.db.restoring-wal", "*.before-restore-*" })
        {
            await using (var restoring = ScimifyProcess.Begin(Settings, ["restore", "--from", BackupFile, "--force"]))
            {
                while (!restoring.HasExited && Directory.GetFileSystemEntries(Data, sign).Length == 0)
                {
                    await Task.Yield();
                }
            }

            SqliteFile.Check(database);
            var left = Execute(database, "SELECT email FROM people");
            Assert.True(left is "now@example.com" or "then@example.com", $"Killed at {sign}: {left}");
            if (left is "then@example.com")
            {
                Execute(database, "UPDATE people SET email = 'now@example.com'");
            }

            foreach (var former in Directory.GetFiles(Data, "*.before-restore-*"))
            {
                File.Delete(former);
            }
        }

        var done = await VerbRun.RunAsync(Settings, ["restore", "--from", BackupFile, "--force"], ct: Ct);

        Assert.True(done.ExitCode == 0, done.Errors);
        Assert.Equal("then@example.com", Execute(database, "SELECT email FROM people"));
        Assert.Empty(Directory.GetFileSystemEntries(Data, "*restoring*"));
    }

    public void Dispose() => _folder.Dispose();

    private static Task ModeAsync(ScimifyApp app, Actor owner, Guid integration, IntegrationMode mode) =>
        app.Services.GetRequiredService<IntegrationService>().UpdateAsync(owner, integration, new IntegrationChange { Mode = mode }, Ct);

    private static async Task SettledAsync(ScimifyApp app, Actor owner, Guid integration)
    {
        var service = app.Services.GetRequiredService<IntegrationService>();
        await Eventually.ReadAsync(() => service.StatusAsync(owner, integration, Ct), status => status.Pending == 0);
    }

    private static async Task<IReadOnlyList<string>> CompareAsync(ScimifyApp app, Actor owner, Guid id)
    {
        var drift = app.Services.GetRequiredService<DriftService>();
        var integration = await app.Services.GetRequiredService<IntegrationService>().GetAsync(owner, id, Ct);
        var run = await drift.StartAsync(owner, integration, repair: false, Ct);
        await Eventually.ReadAsync(() => drift.RunAsync(owner, integration, run.Id, Ct), now => now.State != ReconcileState.Running);
        await using var db = app.NewContext();
        return [.. db.DriftItems.AsEnumerable().Select(d => d.Kind.ToString()).Order(StringComparer.Ordinal)];
    }

    private static string State(RunningSandbox looker) => looker.Sandbox.With(world => string.Join(", ", world.Users.Values
        .Where(u => u.Email?.Address is "bob@example.com" or "carol@example.com")
        .OrderBy(u => u.Email!.Address).Select(u => $"{u.Email!.Address} {u.IsDisabled} {u.GroupIds.Count(id => world.Groups[id].Name == "Readers of May")}")));

    private static string? Execute(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string;
    }

    private static async Task<ScimReply> SendAsync(HttpClient idp, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, "/scim/v2" + path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/scim+json");
        using var answer = await idp.SendAsync(request, Ct);
        return await ScimReply.ReadAsync(answer);
    }
}
