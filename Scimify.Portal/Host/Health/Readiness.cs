namespace Scimify.Portal.Host.Health;

/// <summary>Whether the database has this build's schema. Background work awaits <see cref="WhenReady"/> before it touches the database.</summary>
public sealed class Readiness
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    public Task WhenReady => _ready.Task;

    /// <summary>Call it once, after the migrations.</summary>
    public void Open() => _ready.TrySetResult();
}
