namespace Scimify.Core.Tokens;

/// <summary>Stores rejected requests.</summary>
public interface IRejectedRequestStore
{
    Task AddAsync(IReadOnlyCollection<RejectedRequest> requests, CancellationToken ct);

    /// <summary>
    /// Newest first. Requests with a token of the organization. Requests with an unknown token are included if there is no other
    /// organization that they might concern.
    /// </summary>
    /// <param name="organizationKey">The organization.</param>
    /// <param name="integrationId">Only requests of this integration, and those of none.</param>
    /// <param name="beforeKey">Only older requests than this one.</param>
    /// <param name="count">The maximum number.</param>
    /// <param name="ct">Cancels the query.</param>
    Task<IReadOnlyList<RejectedRequestView>> ListAsync(int organizationKey, Guid? integrationId, long beforeKey, int count, CancellationToken ct);
}

/// <summary>What people may see of a rejected request.</summary>
public sealed record RejectedRequestView(
    long Key, DateTimeOffset At, RejectionReason Reason, Guid? TokenId, string? TokenName, Guid? IntegrationId,
    string? SourceAddress, string? UserAgent, string Method, string Path, string? HashStart);
