namespace Scimify.Core.Tokens;

/// <summary>How near a token is to its end: a new warning at 30, 14, 7 and 1 days.</summary>
public enum TokenWarning
{
    None = 0,
    Month = 30,
    TwoWeeks = 14,
    Week = 7,
    Day = 1,

    /// <summary>It has come.</summary>
    Ended = -1,
}

public static class TokenWarnings
{
    private static readonly TokenWarning[] Nearest = [TokenWarning.Day, TokenWarning.Week, TokenWarning.TwoWeeks, TokenWarning.Month];

    /// <summary>No stage counts that the secret was made in: who asks for 30 days need not be told that they have 30 days.</summary>
    /// <param name="since">When the secret was made.</param>
    /// <param name="expiresAt">Null: never.</param>
    /// <param name="now">The present.</param>
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
