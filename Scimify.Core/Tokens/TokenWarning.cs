namespace Scimify.Core.Tokens;

/// <summary>How soon a token expires. There is a new warning at 30, 14, 7 and 1 days.</summary>
public enum TokenWarning
{
    None = 0,
    Month = 30,
    TwoWeeks = 14,
    Week = 7,
    Day = 1,

    /// <summary>The token has expired.</summary>
    Ended = -1,
}

public static class TokenWarnings
{
    private static readonly TokenWarning[] Nearest = [TokenWarning.Day, TokenWarning.Week, TokenWarning.TwoWeeks, TokenWarning.Month];

    /// <summary>The stage in which the secret was created does not count: whoever asks for 30 days need not hear that 30 days are left.</summary>
    /// <param name="since">When the secret was created.</param>
    /// <param name="expiresAt">Null for never.</param>
    /// <param name="now">The current time.</param>
    public static TokenWarning At(DateTimeOffset since, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        if (expiresAt is not { } end)
        {
            return TokenWarning.None;
        }

        return end <= now
            ? TokenWarning.Ended
            : Array.Find(Nearest, stage => end - now <= TimeSpan.FromDays((int)stage) && end - since > TimeSpan.FromDays((int)stage));
    }
}
