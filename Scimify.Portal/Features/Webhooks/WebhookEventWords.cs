using Scimify.Core.Notifications;

namespace Scimify.Portal.Features.Webhooks;

/// <summary>The console's words for types of messages.</summary>
public static class WebhookEventWords
{
    public static string Of(string kind) => kind switch
    {
        NoticeKinds.Held => "Changes are held",
        NoticeKinds.TokenExpiring => "A SCIM token expires",
        NoticeKinds.CertificateExpiring => "A SAML certificate expires",
        NoticeKinds.SamlConflict => "SAML works against SCIM",
        NoticeKinds.IntegrationUnhealthy => "Looker cannot be reached or rejects the API key",
        NoticeKinds.Budget => "The call budget will not last",
        NoticeKinds.AuditHead => "Where the audit log ends, once an hour",
        NoticeKinds.Test => "Test",
        _ => kind,
    };
}
