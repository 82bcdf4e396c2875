using System.Net;
using System.Net.Http.Headers;
using Microsoft.Data.Sqlite;
using Scimify.Core.People;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine;

/// <summary>The verbs as people and scripts call them. They run in this process, unless a signal or a shell is needed.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class VerbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string DatabaseFile => Path.Combine(_folder.Path, "data", "scimify.db");

    [Fact]
    public async Task Admin_create_works_before_the_first_start_and_prints_a_password()
    {
        var made = await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");

        Assert.Equal((0, ""), (made.ExitCode, made.Errors));
        Assert.Contains("Created Owner ada@example.com in the organization Default (new).", made.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^Password: [A-Za-z0-9]{20}$", made.Output);
    }

    [Fact]
    public async Task An_existing_address_ends_with_1_and_a_message()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");
        var again = await RunAsync("admin", "create", "--email", "ADA@example.com", "--role", "Auditor");

        Assert.Equal((1, ""), (again.ExitCode, again.Output));
        Assert.Equal("There is already a person with the e-mail address ADA@example.com.", again.Errors);
    }

    [Fact]
    public async Task A_password_from_stdin_is_not_printed()
    {
        var made = await VerbRun.RunAsync(
            Environment(), ["admin", "create", "--email", "ada@example.com", "--role", "Owner", "--password-stdin"], "canary horse battery\n", ct: Ct);

        Assert.Equal((0, ""), (made.ExitCode, made.Errors));
        Assert.DoesNotContain("canary", made.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short\n", "--password must have at least 12 characters.")]
    [InlineData("", "--password-stdin was given, but stdin has no password")]
    public async Task A_password_that_will_not_do_is_refused(string stdin, string message)
    {
        var refused = await VerbRun.RunAsync(
            Environment(), ["admin", "create", "--email", "ada@example.com", "--role", "Owner", "--password-stdin"], stdin, ct: Ct);

        Assert.Equal((1, "", message), (refused.ExitCode, refused.Output, refused.Errors));
    }

    [Fact]
    public async Task Admin_reset_factors_removes_what_a_person_has_lost()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");
        var none = await RunAsync("admin", "reset-factors", "--email", "Ada@example.com");
        await ExecuteAsync("INSERT INTO authenticator_apps (person_id, protected_key, protected_codes, added_at, last_step, tries, tries_since) SELECT id, 'x', 'x', 0, 0, 0, 0 FROM people");
        var reset = await RunAsync("admin", "reset-factors", "--email", "ada@example.com");
        var unknown = await RunAsync("admin", "reset-factors", "--email", "nobody@example.com");

        Assert.Equal((0, "Ada@example.com had no second factor."), (none.ExitCode, none.Output));
        Assert.Equal((0, "ada@example.com has no second factor any more, and is signed out."), (reset.ExitCode, reset.Output));
        Assert.Equal("0", await ReadAsync("SELECT count(*) FROM authenticator_apps"));
        Assert.Equal("cli", await ReadAsync("SELECT actor_kind FROM audit_log WHERE action = 'factor.remove'"));
        Assert.Equal((1, "There is no person with the e-mail address nobody@example.com."), (unknown.ExitCode, unknown.Errors));
    }

    [Fact]
    public async Task Admin_list_shows_everybody_with_what_keeps_them_from_signing_in()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");
        await VerbRun.RunAsync(Environment(), ["admin", "create", "--email", "bob@example.com", "--role", "TokenManager", "--organization", "Other", "--password-stdin"], "canary horse battery\n", ct: Ct);

        var listed = await RunAsync("admin", "list");

        Assert.Equal((0, ""), (listed.ExitCode, listed.Errors));
        Assert.Equal(
            ["Owner must change password ada@example.com Default", "TokenManager active bob@example.com Other"],
            listed.Output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])));
    }

    /// <summary>The way out for somebody who cannot sign in.</summary>
    [Fact]
    public async Task Admin_reset_prints_a_new_password_and_admin_unlock_ends_a_lock()
    {
        var made = await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");
        var hash = await ReadAsync("SELECT password_hash FROM people");
        await ExecuteAsync($"UPDATE people SET lockout_end = {PersonLock.Forever.ToUnixTimeMilliseconds()}");

        var reset = await RunAsync("admin", "reset", "--email", "ADA@example.com");
        var unlocked = await RunAsync("admin", "unlock", "--email", "ada@example.com", "--organization", "Default");

        Assert.Equal(0, reset.ExitCode);
        Assert.Matches("^Password: [A-Za-z0-9]{20}$", reset.Output);
        Assert.Contains("is locked", reset.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(reset.Output, made.Output, StringComparison.Ordinal);
        Assert.NotEqual(hash, await ReadAsync("SELECT password_hash FROM people"));
        Assert.Equal((0, "ada@example.com can sign in.", ""), (unlocked.ExitCode, unlocked.Output, unlocked.Errors));
        Assert.Null(await ReadAsync("SELECT lockout_end FROM people WHERE lockout_end IS NOT NULL"));
        Assert.Equal("person.create password.reset person.unlock", await ReadAsync("SELECT group_concat(action, ' ') FROM (SELECT action FROM audit_log ORDER BY key)"));
    }

    [Theory]
    [InlineData("admin reset --email nobody@example.com", "There is no person with the e-mail address nobody@example.com.")]
    [InlineData("admin unlock --email ada@example.com", "2 organizations know the e-mail address ada@example.com. Name one with --organization.")]
    [InlineData("admin reset --email ada@example.com --organization third", "There is no person with the e-mail address ada@example.com in the organization third.")]
    public async Task Whom_admin_does_not_know_is_said(string arguments, string message)
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner", "--organization", "Acme");
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner", "--organization", "Other");

        var refused = await RunAsync(arguments.Split(' '));

        Assert.Equal((1, "", message), (refused.ExitCode, refused.Output, refused.Errors));
    }

    [Fact]
    public async Task Pat_create_asks_for_the_organization_where_several_know_the_address()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner", "--organization", "Acme");
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner", "--organization", "Other");

        var unclear = await RunAsync("pat", "create", "--email", "ada@example.com", "--name", "ci");
        var clear = await RunAsync("pat", "create", "--email", "ada@example.com", "--name", "ci", "--organization", "other");
        var unknown = await RunAsync("pat", "create", "--email", "ada@example.com", "--name", "ci", "--organization", "third");

        Assert.Equal((1, "", "2 organizations know the e-mail address ada@example.com. Name one with --organization."), (unclear.ExitCode, unclear.Output, unclear.Errors));
        Assert.Equal((0, ""), (clear.ExitCode, clear.Errors));
        Assert.Equal("There is no person with the e-mail address ada@example.com in the organization third.", unknown.Errors);
    }

    [Fact]
    public async Task Pat_create_prints_the_token_alone()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");
        var made = await RunAsync("pat", "create", "--email", "Ada@example.com", "--name", "ci", "--expires-in-days", "1");

        Assert.Equal((0, ""), (made.ExitCode, made.Errors));
        Assert.Matches("^scimify_pat_[0-9a-f]{32}$", made.Output);
    }

    [Fact]
    public async Task Pat_create_limits_the_token_to_a_scope_and_networks()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");
        var limited = await RunAsync("pat", "create", "--email", "ada@example.com", "--name", "ci", "--scope", "read", "--network", "203.0.113.0/24", "--network", "2001:db8::1");

        Assert.Equal((0, ""), (limited.ExitCode, limited.Errors));
        Assert.Equal("0|203.0.113.0/24 2001:db8::1/128", await ReadAsync("SELECT scope || '|' || allowed_networks FROM personal_access_tokens"));
    }

    [Fact]
    public async Task Metrics_tokens_are_created_listed_without_their_secrets_and_revoked()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");
        var made = await RunAsync("metrics-token", "create", "--name", "Prometheus", "--expires-in-days", "1");
        var listed = await RunAsync("metrics-token", "list");
        var id = listed.Output.Split(' ')[0];
        var revoked = await RunAsync("metrics-token", "revoke", "--id", id);
        var twice = await RunAsync("metrics-token", "revoke", "--id", id);

        Assert.Equal((0, 0, 0, 1), (made.ExitCode, listed.ExitCode, revoked.ExitCode, twice.ExitCode));
        Assert.Matches("^scimify_metrics_[0-9a-f]{32}$", made.Output);
        Assert.Matches("^[0-9a-f-]{36}  expires [0-9-]{10}  last used never  Prometheus$", listed.Output);
        Assert.Equal($"Metrics token with UUID {id} not found", twice.Errors);
        Assert.Equal("", (await RunAsync("metrics-token", "list")).Output);
        Assert.Contains("Default: 3 entries are right", (await RunAsync("audit", "verify")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pat create --email nobody@example.com --name ci", "There is no person with the e-mail address nobody@example.com.")]
    [InlineData("pat create --email a@example.com --name ci --expires-in-days 0", "--expires-in-days must be a whole number from 1 to 36500, but is '0'")]
    [InlineData("pat create --email a@example.com --name ci --expires-in-days x", "--expires-in-days")]
    [InlineData("metrics-token create --name ci --expires-in-days 0", "--expires-in-days must be a whole number from 1 to 36500, but is '0'")]
    [InlineData("pat create --email a@example.com --name ci --scope write", "write")]
    [InlineData("metrics-token create", "--name")]
    [InlineData("metrics-token revoke --id x", "--id")]
    [InlineData("admin create --email a@example.com --role Boss", "Boss")]
    [InlineData("admin create --role Owner", "--email")]
    [InlineData("admin create --email nonsense --role Owner", "--email must be an e-mail address such as ada@example.com.")]
    [InlineData("backup", "--to")]
    [InlineData("backup --to /nowhere/at/all.scimify", "There is no database ")]
    [InlineData("restore --from /nowhere/at/all.scimify", "There is no file /nowhere/at/all.scimify")]
    [InlineData("restore --from /", "--from must name a file, but '/' is a folder")]
    [InlineData("audit verify --contains x", "--contains must be a hash of 64 characters from 0 to 9 and a to f, but is 'x'")]
    [InlineData("nonsense", "nonsense")]
    public async Task What_cannot_be_done_is_said_on_stderr_and_nothing_on_stdout(string arguments, string message)
    {
        var refused = await RunAsync(arguments.Split(' '));

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbs_work_beside_a_running_server()
    {
        await using var server = await ScimifyProcess.ServeAsync(Environment(), ct: Ct);

        var owner = await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");
        var token = await ScimifyProcess.RunAsync(Environment(), ["pat", "create", "--email", "ada@example.com", "--name", "ci"], ct: Ct);
        var migrated = await RunAsync("migrate");
        using var client = new HttpClient { BaseAddress = server.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", token.Output);
        using var answer = await client.GetAsync("/api/v1/integrations", Ct);

        Assert.Equal((0, 0, 0), (owner.ExitCode, token.ExitCode, migrated.ExitCode));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("backup --to x.scimify", "pg_dump")]
    [InlineData("restore --from x.scimify", "pg_restore")]
    public async Task Backups_of_PostgreSQL_are_left_to_its_own_tools(string arguments, string tool)
    {
        var refused = await VerbRun.RunAsync(
            Environment(("Scimify:Database:Provider", "Postgres"), ("ConnectionStrings:Scimify", "Host=nowhere.invalid;Database=scimify")), arguments.Split(' '), ct: Ct);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(tool, refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_is_in_the_audit_log_but_does_not_upgrade_the_data_for_that()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");
        var written = await RunAsync("backup", "--to", Path.Combine(_folder.Path, "first.scimify"));
        await ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Future', '99.0')");
        var ofAnother = await RunAsync("backup", "--to", Path.Combine(_folder.Path, "second.scimify"));

        Assert.Equal((0, 0), (written.ExitCode, ofAnother.ExitCode));
        Assert.Contains("The audit log does not mention this backup", ofAnother.Errors, StringComparison.Ordinal);
        Assert.Equal("person.create: ada@example.com, backup.create: first.scimify", await ReadAsync(
            "SELECT group_concat(action || ': ' || subject_name, ', ') FROM (SELECT action, subject_name FROM audit_log ORDER BY key)"));
    }

    [Fact]
    public async Task Audit_verify_prints_how_many_entries_are_right_and_ends_with_1_where_one_is_not()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");
        var right = await RunAsync("audit", "verify");
        await ExecuteAsync("UPDATE audit_log SET subject_name = 'eve@example.com'");
        var wrong = await RunAsync("audit", "verify");

        Assert.Equal((0, ""), (right.ExitCode, right.Errors));
        Assert.Matches("^Default: 1 entry is right, the last of .* UTC with the hash [0-9a-f]{64}\\.$", right.Output);
        Assert.Equal((1, "Default: 0 entries are right up to the break."), (wrong.ExitCode, wrong.Output));
        Assert.Matches("^Default: the audit log is not what was written: entry 1 \\(person.create, .*\\) is not what was written", wrong.Errors);
    }

    [Fact]
    public async Task The_first_start_prints_a_set_up_code_to_no_file_and_a_termination_signal_ends_it_within_ten_seconds()
    {
        await using var server = await ScimifyProcess.ServeAsync(Environment(), ct: Ct);

        Assert.Equal(0, await server.TerminateAsync(TimeSpan.FromSeconds(10)));

        Assert.Equal("", server.Errors);
        var code = System.Text.RegularExpressions.Regex.Match(server.Output, "[A-Z0-9]{4}(-[A-Z0-9]{4}){3}").Value;
        Assert.NotEqual("", code);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_folder.Path, "data"), "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(code, await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, Ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Once_somebody_exists_no_set_up_code_is_printed()
    {
        await using var app = await ScimifyApp.StartAsync();
        var before = app.Invitation;
        await app.PersonAsync();

        Assert.Contains("Nobody can sign in yet", before, StringComparison.Ordinal);
        Assert.Null(app.Invitation);
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_start_and_is_named()
    {
        var refused = await VerbRun.RunAsync(
            Environment(("Scimify:Sync:WaitSeconds", "abc"), ("Scimify:Sandbox:Enabled", "perhaps")), [], ct: Ct);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Scimify:Sync:WaitSeconds must be a whole number from 0 to 60, but is 'abc'", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("Scimify:Sandbox:Enabled must be true or false, but is 'perhaps'", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_said_so()
    {
        await using var first = await ScimifyApp.StartAsync();
        var refused = await RunAsync("--urls", first.BaseAddress.OriginalString);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("in use", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("localhost:5080")]
    public async Task An_address_that_is_none_is_said_so(string urls)
    {
        var refused = await VerbRun.RunAsync(Environment(), ["--urls", urls], ct: Ct);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(urls, refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_said_so()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", Ct);
        var refused = await VerbRun.RunAsync(Environment(("Scimify:DataDirectory", Path.Combine(file, "data"))), ["migrate"], ct: Ct);

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("Scimify:DataDirectory must be a folder that this process may write", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_database_is_not_touched()
    {
        await RunAsync("migrate");
        await ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Future', '99.0')");

        var verb = await RunAsync("migrate");
        var serving = await RunAsync("--urls", $"http://127.0.0.1:{ScimifyProcess.FreePort()}");

        Assert.Equal((1, 1), (verb.ExitCode, serving.ExitCode));
        Assert.Contains("newer Scimify", verb.Errors, StringComparison.Ordinal);
        Assert.Contains("newer Scimify", serving.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", serving.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_said_so()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabaseFile)!);
        await File.WriteAllTextAsync(DatabaseFile, new string('x', 4096), Ct);

        var refused = await RunAsync("migrate");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("scimify.db", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("not a database", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_key_ring_of_the_database_the_server_does_not_start()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");
        await RunAsync("pat", "create", "--email", "ada@example.com", "--name", "ci");
        Directory.Delete(Path.Combine(_folder.Path, "data", "keys"), recursive: true);

        var refused = await RunAsync("--urls", $"http://127.0.0.1:{ScimifyProcess.FreePort()}");

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("The key ring does not match the database", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_made_is_closed_to_other_users_of_the_machine()
    {
        await RunAsync("migrate");

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        var data = Path.Combine(_folder.Path, "data");
        foreach (var path in new[] { data, Path.Combine(data, "keys"), Path.Combine(data, "logs"), DatabaseFile })
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & others);
        }
    }

    public void Dispose() => _folder.Dispose();

    private Dictionary<string, string?> Environment(params (string Key, string Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["Scimify:DataDirectory"] = Path.Combine(_folder.Path, "data"),
        };
        foreach (var (key, value) in settings)
        {
            environment[key] = value;
        }

        return environment;
    }

    private Task<VerbResult> RunAsync(params string[] arguments) => VerbRun.RunAsync(Environment(), arguments, ct: Ct);

    private async Task<string?> ReadAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync(Ct))?.ToString();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Ct);
    }
}
