namespace Scimify.Core.Tokens;

/// <summary>Where requests are kept that their tokens did not open.</summary>
public interface IRejectedRequestStore
{
    Task AddAsync(IReadOnlyCollection<RejectedRequest> requests, CancellationToken ct);

    /// <summary>
    /// Newest first: those with a token of the organization, and, where there is no other organization that they might
    /// concern, those with a token that is nobody's.
    /// </summary>
    /// <param name="organizationKey">Whose they are.</param>
    /// <param name="integrationId">Of this integration only, and those that are of none.</param>
    /// <param name="beforeKey">Older than this one.</param>
    /// <param name="count">At most.</param>
    /// <param name="ct">Ends the query.</param>
    Task<IReadOnlyList<RejectedRequestView>> ListAsync(int organizationKey, Guid? integrationId, long beforeKey, int count, CancellationToken ct);
}

/// <summary>What people may know of a rejected request.</summary>
public sealed record RejectedRequestView(
    long Key, DateTimeOffset At, RejectionReason Reason, Guid? TokenId, string? TokenName, Guid? IntegrationId,
    string? SourceAddress, string? UserAgent, string Method, string Path, string? HashStart);
