using System.Diagnostics;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Tokens;

/// <summary>The console's words, icon and colour for a token's state.</summary>
public sealed record TokenLook(string Text, string Tone, string Icon)
{
    /// <summary>How long before the expiry the console warns.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static TokenLook Of(ScimTokenView token, DateTimeOffset now) => token.StateAt(now) switch
    {
        TokenState.Revoked => new("Revoked", "quiet", "x-circle"),
        TokenState.Expired => new("Expired", "bad", "x-circle"),
        TokenState.Overlapping => new("Overlapping", "wait", "refresh"),
        TokenState.Active when token.ExpiresAt - now < Soon => new($"Expires in {Times.Words(token.ExpiresAt!.Value - now)}", "wait", "clock"),
        TokenState.Active => new("Active", "good", "check-circle"),
        _ => throw new UnreachableException(),
    };
}
