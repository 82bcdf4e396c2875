namespace Scimify.Portal.Sandbox;

/// <summary>Runs the sandbox in the portal's process, at an address of its own.</summary>
public sealed class SandboxServer(SandboxOptions options) : IHostedService, IAsyncDisposable
{
    private RunningSandbox? _running;

    /// <summary>Its address; null before the start.</summary>
    public Uri? Url => _running?.Url;

    /// <summary>Null before the start.</summary>
    public LookerSandbox? Sandbox => _running?.Sandbox;

    public async Task StartAsync(CancellationToken cancellationToken) => _running = await SandboxHost.StartAsync(options, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _running, null) is { } running)
        {
            await running.DisposeAsync();
        }
    }
}
