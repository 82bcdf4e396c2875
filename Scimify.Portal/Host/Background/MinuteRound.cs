using Scimify.Core.Directory;
using Scimify.Core.OAuth;
using Scimify.Core.Requests;

namespace Scimify.Portal.Host.Background;

/// <summary>Forgets what is kept for minutes: answers that hold a secret, what refused writes found, and access tokens that have ended.</summary>
internal sealed class MinuteRound(IIdempotencyStore answers, IDirectoryStore directory, OAuthTokenService tokens, TimeProvider clock)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken ct)
    {
        await answers.ForgetAnswersAsync(clock.GetUtcNow(), ct);
        await directory.ForgetUndoneAsync(clock.GetUtcNow(), ct);
        await tokens.ForgetAsync(ct);
    }
}
