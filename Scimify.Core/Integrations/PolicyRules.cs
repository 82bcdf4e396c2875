using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Dialects;

namespace Scimify.Core.Integrations;

/// <summary>The allowed values of each policy.</summary>
public static class PolicyRules
{
    public static readonly string[] Adoption = EnumWords.All<AdoptionPolicy>();
    public static readonly string[] OnDelete = EnumWords.All<DeletionPolicy>();
    public static readonly string[] EmailSource = EnumWords.All<EmailSource>();
    public static readonly string[] Drift = EnumWords.All<DriftPolicy>();

    /// <summary>The installation's own settings go no higher.</summary>
    public const int MaxCallsInFlight = 100;

    /// <inheritdoc cref="MaxCallsInFlight"/>
    public const int MaxCallsPerSecond = 1_000;

    public const int MaxMonthlyCallBudget = 100_000_000;

    /// <summary>Reports what is wrong under <c>policies.</c>, and ignores members that are not given.</summary>
    public static void Check(PolicyChange change, FieldErrors errors)
    {
        OneOf("policies.adoption", change.Adoption, errors);
        OneOf("policies.onDelete", change.OnDelete, errors);
        OneOf("policies.emailSource", change.EmailSource, errors);
        OneOf("policies.drift", change.Drift, errors);
        OneOf("policies.profile", change.Profile, errors);
        if (change is { Profile: { } profile, Strict: { } strict } && strict != (profile != ScimProfile.Tolerant))
        {
            errors.Add("policies.strict", $"must be {(strict ? "false" : "true")} with the profile {EnumWords.Of(profile)}, or left out.");
        }

        Between("policies.callsInFlight", change.CallsInFlight.Value, 1, MaxCallsInFlight, errors, orNull: true);
        Between("policies.callsPerSecond", change.CallsPerSecond.Value, 1, MaxCallsPerSecond, errors, orNull: true);
        Between("policies.monthlyCallBudget", change.MonthlyCallBudget.Value, 1, MaxMonthlyCallBudget, errors, orNull: true);
        if (change.DeletionGuard is { } guard)
        {
            Between("policies.deletionGuard.maxCount", guard.MaxCount, 0, 1_000_000, errors);
            Between("policies.deletionGuard.maxPercent", guard.MaxPercent, 0, 100, errors);
            Between("policies.deletionGuard.memberMaxPercent", guard.MemberMaxPercent, 0, 100, errors);
            Between("policies.deletionGuard.windowMinutes", guard.WindowMinutes, 1, 10_080, errors);
        }
    }

    /// <summary>The value must be one that its enum names.</summary>
    public static void OneOf<T>(string field, T? value, FieldErrors errors)
        where T : struct, Enum
    {
        if (value is { } given && !Enum.IsDefined(given))
        {
            errors.Add(field, $"must be one of {string.Join(", ", EnumWords.All<T>())}.");
        }
    }

    private static void Between(string field, int? value, int least, int most, FieldErrors errors, bool orNull = false)
    {
        if (value < least || value > most)
        {
            errors.Add(field, $"must be a whole number from {least} to {most}{(orNull ? ", or null" : "")}.");
        }
    }
}
