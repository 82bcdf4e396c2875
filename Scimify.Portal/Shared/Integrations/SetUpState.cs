using Scimify.Core.Integrations;

namespace Scimify.Portal.Shared.Integrations;

/// <summary>How far an integration is connected. It follows from what there is: nothing records a step.</summary>
/// <param name="Callers">The tokens that are not revoked, then the OAuth clients.</param>
public sealed record SetUpState(IntegrationView Integration, IntegrationStatus Status, IReadOnlyList<ScimCaller> Callers)
{
    /// <summary>Whether somebody has chosen other rules, or has gone on with the ones that there were.</summary>
    public bool HasRules => HasToken || Integration.Version > 1;

    /// <summary>Whether there is a token or an OAuth client.</summary>
    public bool HasToken => Callers.Count > 0;

    /// <summary>The one that was used last; null if nobody has called yet.</summary>
    public ScimCaller? Caller => Callers.Where(caller => caller.LastUsedAt is not null).MaxBy(caller => caller.LastUsedAt);

    public bool HasPerson => Status.Users > 0;

    /// <summary>Whether everything that came has got to Looker.</summary>
    public bool IsInLooker => HasPerson && Integration.Mode == IntegrationMode.Live && Status is { Pending: 0, Failed: 0, Held: 0 };

    /// <summary>The first step that is not done; the last one if all are.</summary>
    public SetUpStep Next => !HasRules ? SetUpStep.Rules : Caller is null ? SetUpStep.Provider : SetUpStep.Person;

    public bool IsDone(SetUpStep step) => step switch
    {
        SetUpStep.Looker => true,
        SetUpStep.Rules => HasRules,
        SetUpStep.Provider => Caller is not null,
        _ => HasPerson,
    };

    public string AddressOf(SetUpStep step) => AddressOf(Integration.Id, step);

    public static string AddressOf(Guid integrationId, SetUpStep step) => $"integrations/{integrationId}/set-up?step={step}";
}
