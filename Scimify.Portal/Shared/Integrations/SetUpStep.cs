namespace Scimify.Portal.Shared.Integrations;

/// <summary>The steps of connecting a Looker, in their order.</summary>
public enum SetUpStep
{
    Looker = 0,
    Rules = 1,
    Provider = 2,
    Person = 3,
}
