using Scimify.Core.Directory;
using Scimify.Core.Requests;

namespace Scimify.Portal.Host.Background;

/// <summary>Forgets what is kept for minutes: answers that hold a secret, and what refused writes found.</summary>
internal sealed class MinuteRound(IIdempotencyStore answers, IDirectoryStore directory, TimeProvider clock)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken ct)
    {
        await answers.ForgetAnswersAsync(clock.GetUtcNow(), ct);
        await directory.ForgetUndoneAsync(clock.GetUtcNow(), ct);
    }
}
