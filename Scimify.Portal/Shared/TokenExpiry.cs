using System.Globalization;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Shared;

/// <summary>The choices for the life of a new secret. The key is a number of days; empty for no expiry.</summary>
public static class TokenExpiry
{
    private static readonly int[] Days = [30, 90, 180, 365];

    /// <summary>What the policy allows, including its own numbers.</summary>
    /// <param name="policy">The organization's policy.</param>
    /// <param name="withNever">Whether a token without expiry can be chosen.</param>
    public static IReadOnlyList<(string Key, string Text)> Choices(TokenPolicy policy, bool withNever) =>
    [
        .. withNever && policy.NeverAllowed ? [("", "Never")] : Array.Empty<(string, string)>(),
        .. Days.Append(policy.DefaultDays ?? Days[0]).Append(policy.MaxDays ?? Days[0])
            .Where(days => days <= (policy.MaxDays ?? int.MaxValue)).Distinct().Order()
            .Select(days => (days.ToString(CultureInfo.InvariantCulture), days == 365 ? "In a year" : $"In {days} {(days == 1 ? "day" : "days")}")),
    ];

    /// <summary>The choice when the dialog opens.</summary>
    public static string Default(TokenPolicy policy, bool withNever) =>
        policy.DefaultDays?.ToString(CultureInfo.InvariantCulture) ?? (withNever ? "" : Choices(policy, withNever: false)[^1].Key);

    public static DateTimeOffset? At(string key, DateTimeOffset now) =>
        int.TryParse(key, CultureInfo.InvariantCulture, out var days) ? now.AddDays(days) : null;
}
