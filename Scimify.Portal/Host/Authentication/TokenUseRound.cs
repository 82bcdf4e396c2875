using Scimify.Core.People.Sessions;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Writes last uses of tokens and sessions, and rejected requests, and a last time when the server stops. What cannot be written is kept for the next round.</summary>
internal sealed class TokenUseRound(TokenUseBuffer uses, RejectedRequestBuffer rejected, SessionUses sessions)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken ct)
    {
        await uses.FlushAsync(ct);
        await rejected.FlushAsync(ct);
        await sessions.FlushAsync(ct);
    }
}
