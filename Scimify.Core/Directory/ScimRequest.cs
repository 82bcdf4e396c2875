using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory;

/// <summary>A SCIM write: who sent it, from where, and what was tolerated. The provisioning log keeps it.</summary>
public sealed class ScimRequest
{
    /// <summary><c>Scimify-Request-Id</c>.</summary>
    public required Guid Id { get; init; }

    public required ProvisioningTarget Target { get; init; }

    public required string Method { get; init; }

    public Guid? TokenId { get; init; }

    public string? TokenName { get; init; }

    public string? SourceAddress { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The time of arrival. Durations are measured with the same clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><see cref="TimeProvider.GetTimestamp"/> at arrival.</summary>
    public required long StartedAt { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Shared by the operations of one Bulk request.</summary>
    public GuardBasis GuardBasis { get; init; } = new();

    public ToleranceLog Tolerances { get; } = new();

    public Dialect Dialect => Target.Dialect;

    /// <summary>The log row of this request, as far as the request itself says.</summary>
    public ProvisioningEntry Entry(ProvisioningAction action, string? resourceType, int status, SyncState sync) => new()
    {
        RequestId = Id,
        OrganizationKey = Target.OrganizationKey,
        IntegrationKey = Target.IntegrationKey,
        At = At,
        DurationMs = Clock.GetElapsedTime(StartedAt).TotalMilliseconds,
        TokenId = TokenId,
        TokenName = TokenName,
        SourceAddress = SourceAddress,
        UserAgent = UserAgent,
        Method = Method,
        Action = action,
        ResourceType = resourceType,
        Status = status,
        Sync = sync,
        Tolerances = ToleranceJson.Of(Tolerances.Entries),
        SettledAt = sync == SyncState.Applied && status < 300 ? At : null,
    };
}
