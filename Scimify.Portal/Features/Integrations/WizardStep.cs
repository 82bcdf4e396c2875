namespace Scimify.Portal.Features.Integrations;

public enum WizardStep
{
    Address = 0,
    Credential = 1,
    Options = 2,
    Test = 3,
}
