namespace Scimify.Core.Integrations;

/// <summary>
/// Settings of the contract that this build stores for nobody, because nothing would act on them: better refused than
/// silently without effect. What gets its machinery leaves this table.
/// </summary>
public static class PolicySupport
{
    private static readonly Dictionary<(string Field, string Value), string> NotYet = new()
    {
        [("policies.adoption", "review")] = "Adoption with review is not available in this version: use auto or off.",
    };

    /// <summary>Why the value is refused; null when it is not.</summary>
    public static string? Refusal(string field, string value) => NotYet.GetValueOrDefault((field, value));
}
