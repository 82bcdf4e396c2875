using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Scimify.Tests.TestKit;

/// <summary>The built program as a process: for verbs, for signals, and to be killed.</summary>
public sealed class ScimifyProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<int, byte> Given = new();
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private ScimifyProcess(Process process, Uri? baseAddress)
    {
        _process = process;
        BaseAddress = baseAddress;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Null for a verb that does not listen.</summary>
    public Uri? BaseAddress { get; }

    public string Output => string.Join('\n', _output);

    public string Errors => string.Join('\n', _errors);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<VerbResult> RunAsync(
        IReadOnlyDictionary<string, string?> environment, string[] arguments, string? stdin = null, ReadOnlyRoot? within = null, CancellationToken ct = default)
    {
        await using var verb = new ScimifyProcess(Start(environment, arguments, within: within), null);
        if (stdin is not null)
        {
            await verb._process.StandardInput.WriteAsync(stdin);
        }

        verb._process.StandardInput.Close();
        await verb._process.WaitForExitAsync(ct).WaitAsync(StartTimeout, ct);
        return new VerbResult(verb._process.ExitCode, verb.Output, verb.Errors);
    }

    /// <summary>Starts a verb without waiting for it, so that it can be killed at work.</summary>
    public static ScimifyProcess Begin(IReadOnlyDictionary<string, string?> environment, string[] arguments) => new(Start(environment, arguments), null);

    /// <summary>Starts a server on a free port and waits until <c>/readyz</c> answers 200.</summary>
    public static Task<ScimifyProcess> ServeAsync(
        IReadOnlyDictionary<string, string?> environment, string[]? arguments = null, string ready = "/readyz", ReadOnlyRoot? within = null, int? port = null, CancellationToken ct = default) =>
        ServeFromAsync(AppContext.BaseDirectory, environment, arguments, ready, within, port, ct);

    /// <inheritdoc cref="ServeAsync"/>
    /// <param name="folder">The program's folder, if it is not beside the tests.</param>
    /// <param name="port">That of an earlier server; null for a free one.</param>
    public static async Task<ScimifyProcess> ServeFromAsync(
        string folder,
        IReadOnlyDictionary<string, string?> environment,
        string[]? arguments = null,
        string ready = "/readyz",
        ReadOnlyRoot? within = null,
        int? port = null,
        CancellationToken ct = default)
    {
        var address = new Uri($"http://127.0.0.1:{port ?? FreePort()}");
        var process = Start(environment, [.. arguments ?? [], "--urls", address.OriginalString], folder, within);
        return await WhenReadyAsync(process, address, ready, ct);
    }

    /// <summary>Starts the emulated Looker on a free port. It survives when a server is killed.</summary>
    /// <param name="stateFile">Null to keep its state in memory.</param>
    public static async Task<ScimifyProcess> SandboxAsync(string? stateFile = null, CancellationToken ct = default)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        string[] state = stateFile is null ? [] : ["--state", stateFile];
        var process = Start(new Dictionary<string, string?>(), ["sandbox", "--urls", address.OriginalString, .. state]);
        return await WhenReadyAsync(process, address, "/alive", ct);
    }

    private static async Task<ScimifyProcess> WhenReadyAsync(Process started, Uri address, string healthPath, CancellationToken ct)
    {
        var process = new ScimifyProcess(started, address);
        try
        {
            await process.WaitUntilReadyAsync(healthPath, ct);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// A port that nothing listens on, and that this run gives to nobody else. It lies below the ports that the system takes for
    /// outgoing connections, so that none of them takes it before the server listens.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            if (Given.TryAdd(port, 0) && IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>SIGKILL. Nothing of the program runs any longer.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: the process stands still, and its connections stay open.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    /// <summary>SIGCONT: the process goes on as if nothing had been.</summary>
    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync(TimeSpan timeout)
    {
        await SignalAsync("-TERM");
        await _process.WaitForExitAsync().WaitAsync(timeout);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    private static Process Start(IReadOnlyDictionary<string, string?> environment, string[] arguments, string? folder = null, ReadOnlyRoot? within = null)
    {
        var program = folder ?? AppContext.BaseDirectory;
        var command = within?.Command() ?? ["dotnet", Path.Combine(program, "Scimify.Portal.dll")];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in command.Skip(1).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        // The process lives for seconds. Measuring its code in order to optimize it is not worth it.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (key, value) in environment)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    private async Task WaitUntilReadyAsync(string path, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = BaseAddress };
        var deadline = TimeProvider.System.GetUtcNow() + StartTimeout;
        while (!await IsReadyAsync(client, path, ct))
        {
            if (_process.HasExited || TimeProvider.System.GetUtcNow() > deadline)
            {
                throw new InvalidOperationException($"The server did not become ready.\n{Output}\n{Errors}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, string path, CancellationToken ct)
    {
        try
        {
            using var answer = await client.GetAsync(path, ct);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

/// <summary>How a verb ended.</summary>
public sealed record VerbResult(int ExitCode, string Output, string Errors);
