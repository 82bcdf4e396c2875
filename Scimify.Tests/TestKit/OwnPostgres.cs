using System.Diagnostics;

namespace Scimify.Tests.TestKit;

/// <summary>A PostgreSQL server of the test's own, which may be stopped and started.</summary>
public sealed class OwnPostgres : IAsyncDisposable
{
    private readonly string _programs;
    private readonly string _folder;
    private readonly int _port = ScimifyProcess.FreePort();

    private OwnPostgres(string programs, string folder) => (_programs, _folder) = (programs, folder);

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres";

    public static async Task<OwnPostgres> StartAsync()
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max()
            : null;
        if (TestDatabase.PostgresServer is null || programs is null)
        {
            Assert.Skip("No PostgreSQL at hand: run ./test, which installs one.");
        }

        // Not TMPDIR: the user postgres must be able to get there.
        var own = new OwnPostgres(programs, Directory.CreateDirectory($"/tmp/scimify-postgres-{Guid.NewGuid():N}").FullName);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres:postgres", own._folder);
        }

        await own.RunAsPostgresAsync("initdb", "-D", own.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
        await own.StartAgainAsync();
        return own;
    }

    public Task StartAgainAsync() => RunAsPostgresAsync(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c fsync=off", "start");

    /// <summary>Ends every connection at once.</summary>
    public Task StopAsync() => RunAsPostgresAsync("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");

    public async ValueTask DisposeAsync()
    {
        await RunAsPostgresAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private Task RunAsPostgresAsync(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", Path.Combine(_programs, program), .. arguments])
        : RunAsync(Path.Combine(_programs, program), arguments);

    /// <summary>Its output goes nowhere: a server that it starts would keep a pipe open.</summary>
    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh") { WorkingDirectory = "/" };
        foreach (var argument in (string[])["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
