using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.Integrations;
using Scimify.Core.Scim.Dialects;

namespace Scimify.Portal.Features.Integrations;

/// <summary>A merge into the policies of an integration.</summary>
public sealed record PoliciesInput
{
    [Description("What happens to an existing Looker account.")]
    public AdoptionPolicy? Adoption { get; init; }

    [Description("What SCIM DELETE does to the Looker user.")]
    public DeletionPolicy? OnDelete { get; init; }

    [Description("The source of the Looker e-mail address.")]
    public EmailSource? EmailSource { get; init; }

    [Description("How literally the identity provider is taken.")]
    public ScimProfile? Profile { get; init; }

    [Description("Whether to refuse what the RFC does not allow, even if it is understood: profile in two words.")]
    public bool? Strict { get; init; }

    [Description("Whether disabling a person ends their sessions.")]
    public bool? EndSessions { get; init; }

    [Description("Whether disabling a person deletes their API keys.")]
    public bool? RemoveApiKeys { get; init; }

    [Description("When removals wait for a person.")]
    public DeletionGuardInput? DeletionGuard { get; init; }

    [Description("What happens to differences found in Looker.")]
    public DriftPolicy? Drift { get; init; }

    [Description("Calls to Looker at the same time. null for the installation's default.")]
    [Range(1, PolicyRules.MaxCallsInFlight)]
    public Optional<int?> CallsInFlight { get; init; }

    [Description("Calls to Looker in a second. null for the installation's default.")]
    [Range(1, PolicyRules.MaxCallsPerSecond)]
    public Optional<int?> CallsPerSecond { get; init; }

    [Description("Calls to Looker in a month. null for no budget.")]
    [Range(1, PolicyRules.MaxMonthlyCallBudget)]
    public Optional<int?> MonthlyCallBudget { get; init; }

    public PolicyChange ToChange() => new()
    {
        Adoption = Adoption,
        OnDelete = OnDelete,
        EmailSource = EmailSource,
        Profile = Profile,
        Strict = Strict,
        EndSessions = EndSessions,
        RemoveApiKeys = RemoveApiKeys,
        DeletionGuard = DeletionGuard?.ToChange(),
        Drift = Drift,
        CallsInFlight = CallsInFlight,
        CallsPerSecond = CallsPerSecond,
        MonthlyCallBudget = MonthlyCallBudget,
    };
}

/// <summary>A merge into the deletion guard of an integration.</summary>
public sealed record DeletionGuardInput
{
    [Description("Whether mass removals are held.")]
    public bool? Enabled { get; init; }

    [Description("People disabled or deleted within the window.")]
    [Range(0, 1_000_000)]
    public int? MaxCount { get; init; }

    [Description("The same, in percent of the active people.")]
    [Range(0, 100)]
    public int? MaxPercent { get; init; }

    [Description("Members removed from one group within the window, in percent.")]
    [Range(0, 100)]
    public int? MemberMaxPercent { get; init; }

    [Description("Length of the window.")]
    [Range(1, 10_080)]
    public int? WindowMinutes { get; init; }

    public DeletionGuardChange ToChange() => new()
    {
        Enabled = Enabled,
        MaxCount = MaxCount,
        MaxPercent = MaxPercent,
        MemberMaxPercent = MemberMaxPercent,
        WindowMinutes = WindowMinutes,
    };
}
