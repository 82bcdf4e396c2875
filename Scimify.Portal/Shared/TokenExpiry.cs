using System.Globalization;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Shared;

/// <summary>How long a new secret can be asked to live; the key is a number of days, empty for no end.</summary>
public static class TokenExpiry
{
    private static readonly int[] Days = [30, 90, 180, 365];

    /// <summary>What the policy allows, its own numbers among them.</summary>
    /// <param name="policy">Of the organization.</param>
    /// <param name="withNever">Whether a token without an end may be asked for.</param>
    public static IReadOnlyList<(string Key, string Text)> Choices(TokenPolicy policy, bool withNever) =>
    [
        .. withNever && policy.NeverAllowed ? [("", "Never")] : Array.Empty<(string, string)>(),
        .. Days.Append(policy.DefaultDays ?? Days[0]).Append(policy.MaxDays ?? Days[0])
            .Where(days => days <= (policy.MaxDays ?? int.MaxValue)).Distinct().Order()
            .Select(days => (days.ToString(CultureInfo.InvariantCulture), days == 365 ? "In a year" : $"In {days} {(days == 1 ? "day" : "days")}")),
    ];

    /// <summary>The choice that stands when the dialog opens.</summary>
    public static string Default(TokenPolicy policy, bool withNever) =>
        policy.DefaultDays?.ToString(CultureInfo.InvariantCulture) ?? (withNever ? "" : Choices(policy, withNever: false)[^1].Key);

    public static DateTimeOffset? At(string key, DateTimeOffset now) =>
        int.TryParse(key, CultureInfo.InvariantCulture, out var days) ? now.AddDays(days) : null;
}
