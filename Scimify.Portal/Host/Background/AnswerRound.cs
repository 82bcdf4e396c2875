using Scimify.Core.Requests;

namespace Scimify.Portal.Host.Background;

/// <summary>Forgets answers that hold a secret.</summary>
internal sealed class AnswerRound(IIdempotencyStore store, TimeProvider clock)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public Task RunAsync(CancellationToken ct) => store.ForgetAnswersAsync(clock.GetUtcNow(), ct);
}
