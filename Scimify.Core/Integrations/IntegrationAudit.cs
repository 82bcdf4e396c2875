using System.Text.Encodings.Web;
using System.Text.Json;
using Scimify.Core.Auditing;
using Scimify.Core.Requests;

namespace Scimify.Core.Integrations;

/// <summary>What the audit log keeps of integrations: all settings, and of the secret only that it was changed.</summary>
internal sealed record IntegrationAudit(
    string Name, string? InstanceName, string BaseUrl, string ClientId, string GroupDescription, string Mode, IntegrationPolicies Policies)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>changed</c> where a new secret came, else left out.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    public static IntegrationAudit Of(Integration integration) => new(
        integration.Name, integration.InstanceName, integration.BaseUrl, integration.ClientId, integration.GroupDescription,
        IntegrationModes.NameOf(integration.Mode), integration.Policies);

    /// <param name="action">Such as <c>integration.update</c>.</param>
    public static AuditEntry Entry(Actor actor, DateTimeOffset at, string action, Guid id, string name, IntegrationAudit? before, IntegrationAudit? after) =>
        Entry(actor, at, action, "integration", id, name, before?.ToJson(), after?.ToJson());

    public static AuditEntry TokenRevoked(Actor actor, DateTimeOffset at, Guid id, string name, string integrationName) =>
        Entry(actor, at, "token.revoke", "token", id, name, null, JsonSerializer.Serialize(new { reason = $"The integration \"{integrationName}\" was deleted." }, Json));

    private static AuditEntry Entry(Actor actor, DateTimeOffset at, string action, string kind, Guid id, string name, string? before, string? after) => new()
    {
        Id = Guid.NewGuid(),
        OrganizationKey = actor.OrganizationKey,
        At = at,
        ActorKind = actor.Kind,
        ActorId = actor.Id,
        ActorName = actor.Name,
        SourceAddress = actor.SourceAddress,
        Action = action,
        SubjectKind = kind,
        SubjectId = id.ToString(),
        SubjectName = name,
        Before = before,
        After = after,
    };

    private string ToJson() => JsonSerializer.Serialize(this, Json);
}
