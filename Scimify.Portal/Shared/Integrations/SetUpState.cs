using Scimify.Core.Integrations;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Shared.Integrations;

/// <summary>How far an integration is connected. It follows from what there is: nothing records a step.</summary>
/// <param name="Tokens">Those that are not revoked.</param>
public sealed record SetUpState(IntegrationView Integration, IntegrationStatus Status, IReadOnlyList<ScimTokenView> Tokens)
{
    /// <summary>Whether somebody has chosen other rules, or has gone on with the ones that there were.</summary>
    public bool HasRules => HasToken || Integration.Version > 1;

    public bool HasToken => Tokens.Count > 0;

    /// <summary>The token that was used last; null if nobody has called yet.</summary>
    public ScimTokenView? Caller => Tokens.Where(token => token.LastUsedAt is not null).MaxBy(token => token.LastUsedAt);

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
