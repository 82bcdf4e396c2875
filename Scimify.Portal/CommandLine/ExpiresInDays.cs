using System.CommandLine;

namespace Scimify.Portal.CommandLine;

/// <summary><c>--expires-in-days</c> of the verbs that create tokens.</summary>
internal static class ExpiresInDays
{
    private const int MaxDays = 36_500;

    /// <param name="otherwise">What applies without the option.</param>
    public static Option<int?> Option(string otherwise)
    {
        var days = new Option<int?>("--expires-in-days") { Description = $"Whole days from now, at least 1. Default: {otherwise}." };
        days.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var given) && given is < 1 or > MaxDays)
            {
                result.AddError($"--expires-in-days must be a whole number from 1 to {MaxDays}, but is '{given}'");
            }
        });
        return days;
    }

    /// <returns>Null for no expiry.</returns>
    public static DateTimeOffset? At(int? days, TimeProvider clock) => days is { } count ? clock.GetUtcNow().AddDays(count) : null;
}
