using System.Text.Json;
using Scimify.Core.People;
using Scimify.Portal.CommandLine;
using Scimify.Portal.CommandLine.AsCode;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.AsCode;

/// <summary>An <c>apply</c> that fails, is interrupted or gets no answer says exactly how far it came, and loses no secret.</summary>
public sealed class ApplyFailureTests : IAsyncLifetime
{
    private const string Webhook = "version: 1\nwebhooks:\n  - url: https://hooks.example.com/a\ntokenPolicy: { maxDays: 30 }\n";
    private const string WebhookName = "webhooks/https://hooks.example.com/… #878390";
    private const string RemoveIt = "If it exists, nobody has its secret: remove it in the console before you apply again.";

    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(60);

    private AsCodeBench _bench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string NewSecrets => _bench.File("new.jsonl");

    public async ValueTask InitializeAsync() => _bench = await AsCodeBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task An_invited_person_whose_break_glass_is_refused_keeps_the_link_and_counts_as_a_change()
    {
        await _bench.WriteAsync("version: 1\npeople:\n  - { email: bg@example.com, role: Owner, breakGlass: true }\n  - { email: zoe@example.com, role: Auditor }\n");
        await using var server = await OtherServer.BeforeAsync(_bench.App.BaseAddress, async (context, pass) =>
            await OtherServer.SendAsync(context, context.Request.Method == "PATCH" ? (403, """{"status":"error","error":{"message":"Not today."}}""") : await pass()));

        var applied = await ApplyAsync(server.Url);

        Assert.Equal(1, applied.ExitCode);
        Assert.Equal(
            "people/bg@example.com was invited, but breakGlass was not set: PATCH /people/{uuid} takes the permission ManagePeople. The token does not have it: Not today.\n"
            + "1 change was made before it, and 1 was not begun:\n    + create people/zoe@example.com",
            applied.Errors.ReplaceLineEndings("\n"));
        Assert.Equal([("people/bg@example.com", "link")], await SecretsAsync());
    }

    [Fact]
    public async Task A_person_who_is_locked_from_the_start_gets_no_link()
    {
        await _bench.WriteAsync("version: 1\npeople:\n  - { email: ada@example.com, role: Auditor, locked: true }\n");

        var applied = await ApplyAsync();

        Assert.Equal((0, ""), (applied.ExitCode, applied.Errors));
        Assert.False(File.Exists(NewSecrets));
        Assert.True((await _bench.Api.GetAsync("/people")).Items.Single(person => person.GetProperty("email").GetString() == "ada@example.com").GetProperty("locked").GetBoolean());
    }

    [Fact]
    public async Task A_secret_that_cannot_be_written_is_told_with_what_was_done_and_what_was_not()
    {
        await _bench.WriteAsync(Webhook);
        using var api = new ApiConnection(_bench.App.BaseAddress.OriginalString, await _bench.TokenAsync(PortalRole.Owner), TimeProvider.System);
        var plan = await new ConfigurationPlanner(api, await ConfigurationDocument.ReadAsync(_bench.File(), Ct), new SecretSource(_ => null, "", [], _ => false), prunes: false).PlanAsync(Ct);
        await using var secrets = new NewSecretFile(NewSecrets, new FullDisk());

        var failed = await Assert.ThrowsAsync<VerbException>(() => ConfigurationApply.RunAsync(plan, new ApplyContext(api, secrets, _ => Task.CompletedTask), Nobody(), Ct));

        Assert.Equal(
            $"{WebhookName} was created, but its secret could not be written to {NewSecrets}: No space left on device. Remove it and apply again.\n"
            + "1 change was made before it, and 1 was not begun:\n    ~ change tokenPolicy",
            failed.Message.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_failure_that_nobody_expected_leaves_it_open_whether_the_change_was_made()
    {
        var failed = await FailedAsync(_ => throw new InvalidOperationException("Odd"));

        Assert.Equal("Odd. It is not known whether second was changed: look at a new plan.\n1 change was made before it, and 1 was not begun:\n    ~ change third", failed);
    }

    [Fact]
    public async Task An_interruption_of_a_change_leaves_it_open_whether_it_was_made()
    {
        var failed = await FailedAsync(_ => throw new OperationCanceledException());

        Assert.Equal("Interrupted. It is not known whether second was changed: look at a new plan.\n1 change was made before it, and 1 was not begun:\n    ~ change third", failed);
    }

    [Fact]
    public async Task An_interruption_between_two_changes_begins_no_other()
    {
        using var interruption = new CancellationTokenSource();

        var failed = await FailedAsync(_ => interruption.CancelAsync(), interruption.Token);

        Assert.Equal("Interrupted.\n2 changes were made before it, and 1 was not begun:\n    ~ change third", failed);
    }

    [Fact]
    public async Task A_creation_whose_answer_is_lost_is_asked_for_again_and_made_once()
    {
        await _bench.WriteAsync(Webhook);
        var posts = 0;
        await using var server = await OtherServer.BeforeAsync(_bench.App.BaseAddress, async (context, pass) =>
        {
            var answer = await pass();
            if (context.Request.Method == "POST" && ++posts == 1)
            {
                context.Abort();
                return;
            }

            await OtherServer.SendAsync(context, answer);
        });

        var applied = await ApplyAsync(server.Url);

        Assert.Equal((0, "", 2), (applied.ExitCode, applied.Errors, posts));
        Assert.Single((await _bench.Api.GetAsync("/webhooks")).Items);
        Assert.Equal([(WebhookName, "secret")], await SecretsAsync());
    }

    [Fact]
    public async Task A_creation_that_is_never_answered_is_told_with_what_to_do_about_the_secret()
    {
        await _bench.WriteAsync(Webhook);
        await using var server = await OtherServer.BeforeAsync(_bench.App.BaseAddress, async (context, pass) =>
        {
            var answer = await pass();
            if (context.Request.Method == "POST")
            {
                context.Abort();
                return;
            }

            await OtherServer.SendAsync(context, answer);
        });

        var applied = await ApplyAsync(server.Url);

        Assert.Equal(1, applied.ExitCode);
        Assert.Contains($"It is not known whether {WebhookName} was changed: look at a new plan. {RemoveIt}", applied.Errors, StringComparison.Ordinal);
        Assert.EndsWith("0 changes were made before it, and 1 was not begun:\n    ~ change tokenPolicy", applied.Errors.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.False(File.Exists(NewSecrets));
    }

    [Fact]
    public async Task A_creation_that_is_still_under_way_when_asked_again_is_not_taken_for_refused()
    {
        await _bench.WriteAsync(Webhook);
        var posts = 0;
        await using var server = await OtherServer.BeforeAsync(_bench.App.BaseAddress, async (context, pass) =>
        {
            if (context.Request.Method == "POST" && ++posts == 1)
            {
                context.Abort();
                return;
            }

            await OtherServer.SendAsync(context, context.Request.Method == "POST" ? (409, """{"status":"error","error":{"message":"A request with this key is under way."}}""") : await pass());
        });

        var applied = await ApplyAsync(server.Url);

        Assert.Equal((1, 2), (applied.ExitCode, posts));
        Assert.Contains($"When asked again, the server said: A request with this key is under way. It is not known whether {WebhookName} was changed", applied.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_waits_for_a_secret_that_is_under_way_and_says_how_far_it_came()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await _bench.WriteAsync(Webhook);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await OtherServer.BeforeAsync(_bench.App.BaseAddress, async (context, pass) =>
        {
            if (context.Request.Method == "PATCH")
            {
                await Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            var answer = await pass();
            if (context.Request.Method == "POST")
            {
                asked.SetResult();
                await signalled.Task;
            }

            await OtherServer.SendAsync(context, answer);
        });

        await using var process = ScimifyProcess.Begin(
            new Dictionary<string, string?> { ["SCIMIFY_TOKEN"] = await _bench.TokenAsync(PortalRole.Owner) },
            ["apply", "--file", _bench.File(), "--yes", "--new-secrets", NewSecrets, "--server", server.Url]);
        await asked.Task.WaitAsync(LongEnough, Ct);
        var ending = process.TerminateAsync(LongEnough);
        signalled.SetResult();
        var exitCode = await ending;

        Assert.Equal(1, exitCode);
        Assert.Contains("Interrupted.", process.Errors, StringComparison.Ordinal);
        Assert.Contains("1 change was made before it", process.Errors, StringComparison.Ordinal);
        Assert.Equal([(WebhookName, "secret")], await SecretsAsync());
    }

    [Theory]
    [InlineData("webhooks:\n  - url: https://hooks.example.com/a", "/webhooks", """{"url":"https://hooks.example.com/a"}""", WebhookName)]
    [InlineData("logStreams:\n  - url: https://hooks.example.com/a", "/log-streams", """{"url":"https://hooks.example.com/a"}""", "logStreams/https://hooks.example.com/… #878390")]
    [InlineData("providers:\n  - { name: Okta, kind: okta, authority: 'https://example.okta.com', clientId: c, clientSecret: { env: PROVIDERS_OKTA_SECRET } }", "/providers",
        """{"name":"okta","kind":"okta","authority":"https://example.okta.com","clientId":"c","clientSecret":"s"}""", "providers/Okta")]
    public async Task What_somebody_else_has_made_in_between_is_not_made_twice(string section, string list, string body, string name)
    {
        await _bench.WriteAsync($"version: 1\n{section}\n");
        using var person = new BusyReader("yes", async () => Assert.Equal(201, (await _bench.Api.PostAsync(list, body)).Status));

        var applied = await _bench.RunAsync(["apply", "--file", _bench.File(), "--new-secrets", NewSecrets], person: person);

        Assert.Equal(1, applied.ExitCode);
        Assert.Contains($"{name} has changed since the plan was made, and was left as it is. Look at a new plan.", applied.Errors, StringComparison.Ordinal);
        Assert.Single((await _bench.Api.GetAsync(list)).Items);
    }

    [Fact]
    public async Task A_failed_apply_leaves_no_empty_file_and_can_be_repeated()
    {
        await _bench.WriteAsync(Webhook.Replace("https:", "http:", StringComparison.Ordinal));

        var refused = await ApplyAsync();
        var isThere = File.Exists(NewSecrets);
        await _bench.WriteAsync(Webhook);
        using var nobody = new StringReader("no");
        var declined = await _bench.RunAsync(["apply", "--file", _bench.File(), "--new-secrets", NewSecrets], person: nobody);
        var isThereThen = File.Exists(NewSecrets);
        var applied = await ApplyAsync();

        Assert.Equal((1, 1, 0), (refused.ExitCode, declined.ExitCode, applied.ExitCode));
        Assert.Equal((false, false), (isThere, isThereThen));
        Assert.Single(await SecretsAsync());
    }

    [Fact]
    public async Task A_file_for_secrets_that_cannot_be_made_is_told_before_anybody_is_asked()
    {
        await _bench.WriteAsync(Webhook);
        using var person = new BusyReader("yes", () => throw new InvalidOperationException("was asked"));

        var refused = await _bench.RunAsync(["apply", "--file", _bench.File(), "--new-secrets", _bench.File("none/new.jsonl")], person: person);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("none/new.jsonl", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Type yes", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "integrations cannot be read. The server does not accept the token: No.")]
    [InlineData(503, "integrations cannot be read. No.")]
    public async Task An_export_that_the_server_does_not_answer_says_so_and_writes_nothing(int status, string message)
    {
        await using var server = await OtherServer.StartAsync(context => OtherServer.SendAsync(context, (status, """{"status":"error","error":{"message":"No."}}""")));

        var refused = await _bench.RunAsync(["export", "config", "--file", _bench.File()], server: server.Url);

        Assert.Equal((1, "", message), (refused.ExitCode, refused.Output, refused.Errors));
        Assert.False(File.Exists(_bench.File()));
    }

    [Fact]
    public async Task A_value_that_the_server_writes_in_another_way_is_told()
    {
        await _bench.WriteAsync("version: 1\nintegrations:\n  - { name: P, instanceName: p, clientId: c, groupDescription: Hello, clientSecret: { env: INTEGRATIONS_PRODUCTION_SECRET } }\n");
        await using var server = await OtherServer.BeforeAsync(_bench.App.BaseAddress, async (context, pass) =>
        {
            var (status, text) = await pass();
            await OtherServer.SendAsync(context, (status, text.Replace("Hello", "HELLO", StringComparison.Ordinal)));
        });

        var applied = await ApplyAsync(server.Url);

        Assert.Equal((0, "integrations/P: the server wrote groupDescription as \"HELLO\". Write it so in the file, or every plan changes it again."), (applied.ExitCode, applied.Errors));
    }

    private Task<VerbResult> ApplyAsync(string? server = null) => _bench.RunAsync(["apply", "--file", _bench.File(), "--yes", "--new-secrets", NewSecrets], server: server);

    private async Task<IReadOnlyList<(string?, string?)>> SecretsAsync() =>
        [.. (await File.ReadAllLinesAsync(NewSecrets, Ct)).Select(line => JsonElement.Parse(line)).Select(line => (line.GetProperty("name").GetString(), line.GetProperty("member").GetString()))];

    private static Terminal Nobody() => new(TextReader.Null, TextWriter.Null, TextWriter.Null);

    /// <summary>Three steps, of which the second one fails.</summary>
    private static async Task<string> FailedAsync(Func<ApplyContext, Task> second, CancellationToken ct = default)
    {
        var plan = new ConfigurationPlan();
        Add("first", _ => Task.CompletedTask);
        Add("second", second);
        Add("third", _ => Task.CompletedTask);
        using var api = new ApiConnection("http://127.0.0.1:1", "scimify_pat_x", TimeProvider.System);
        return (await Assert.ThrowsAsync<VerbException>(() => ConfigurationApply.RunAsync(plan, new ApplyContext(api, null, _ => Task.CompletedTask), Nobody(), ct))).Message.ReplaceLineEndings("\n");

        void Add(string name, Func<ApplyContext, Task> run) => plan.Add(new PlanStep(0, [new PlannedChange(ChangeKind.Change, name, [])], (context, _) => run(context)));
    }

    private sealed class FullDisk : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("No space left on device");
    }
}
