using Scimify.Core.People;
using Scimify.Core.Primitives;

namespace Scimify.Core.Integrations;

/// <summary>What the audit log keeps of an integration: every setting, but of the secret only that it changed.</summary>
/// <param name="ClientSecret"><c>changed</c>, or null.</param>
internal sealed record IntegrationAudit(
    string Name, string? InstanceName, string BaseUrl, string ClientId, string GroupDescription, string Mode, IntegrationPolicies Policies,
    string? ClientSecret = null)
{
    public static IntegrationAudit Of(Integration integration) => new(
        integration.Name, integration.InstanceName, integration.BaseUrl, integration.ClientId, integration.GroupDescription,
        EnumWords.Of(integration.Mode), integration.Policies);

    public static AuditSubject Subject(Integration integration) => new("integration", integration.Id.ToString(), integration.Name);
}
