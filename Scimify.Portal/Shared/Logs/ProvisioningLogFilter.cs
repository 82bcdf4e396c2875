using Scimify.Core.Audit;
using Scimify.Core.Sync;

namespace Scimify.Portal.Shared.Logs;

/// <summary>The filter of the provisioning log in console and REST API. Null means any.</summary>
public sealed record ProvisioningLogFilter
{
    /// <summary>Can be a deleted integration.</summary>
    public Guid? IntegrationId { get; init; }

    /// <summary>At or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? To { get; init; }

    public ProvisioningAction? Action { get; init; }

    public LogStatus? Status { get; init; }

    /// <summary>One of the keys of <see cref="WriteOutcome"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Part of the name or externalId, also of an earlier or later name of the same resource, or the complete SCIM ID or request ID.</summary>
    public string? Text { get; init; }

    /// <summary><c>User</c> or <c>Group</c>.</summary>
    public string? ResourceType { get; init; }

    /// <summary>The whole address.</summary>
    public string? SourceAddress { get; init; }

    /// <summary>The scimType of a refusal.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The name of an error code.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Whether something was accepted beyond the RFC.</summary>
    public bool? Tolerated { get; init; }

    public Guid? TokenId { get; init; }

    public Guid? RequestId { get; init; }

    /// <summary>The complete ID of a resource or a request, if <see cref="Text"/> is one.</summary>
    internal Guid? SoughtId => Guid.TryParse(Text?.Trim(), out var id) ? id : null;

    /// <summary>Applies everything but integration, period and text, which decide where the log is read.</summary>
    public IQueryable<ProvisioningEntry> Narrow(IQueryable<ProvisioningEntry> log)
    {
        if (Action is { } action)
        {
            log = log.Where(e => e.Action == action);
        }

        if (TokenId is { } token)
        {
            log = log.Where(e => e.TokenId == token);
        }

        if (RequestId is { } request)
        {
            log = log.Where(e => e.RequestId == request);
        }

        if (ResourceType is { } type)
        {
            log = log.Where(e => e.ResourceType == type);
        }

        if (SourceAddress is { } address)
        {
            log = log.Where(e => e.SourceAddress == address);
        }

        if (ErrorType is { } error)
        {
            log = log.Where(e => e.Status >= 400 && e.ErrorType == error);    // the first part is what the index has
        }

        if (ErrorCode is { } code)
        {
            log = log.Where(e => e.ErrorCode == code);
        }

        if (Tolerated is { } tolerated)
        {
            log = tolerated ? log.Where(e => e.Tolerances != null) : log.Where(e => e.Tolerances == null);
        }

        log = WriteOutcome.Where(log, Outcome);
        return Status?.Narrow(log) ?? log;
    }
}

/// <summary>The answer to a SCIM write, or how far it had got in Looker then.</summary>
public sealed record LogStatus(bool? Success, int? Http, SyncState? Sync)
{
    /// <returns>Null if the text is not a status.</returns>
    public static LogStatus? Parse(string text) => text switch
    {
        "success" => new(true, null, null),
        "failure" => new(false, null, null),
        _ when text.Length == 3 && text.All(char.IsAsciiDigit) => new(null, int.Parse(text), null),
        _ => SyncStates.Parse(text) is { } sync ? new(true, null, sync) : null,
    };

    public IQueryable<ProvisioningEntry> Narrow(IQueryable<ProvisioningEntry> log)
    {
        if (Success is { } success)
        {
            log = success ? log.Where(e => e.Status < 400) : log.Where(e => e.Status >= 400);
        }

        if (Http is { } http)
        {
            log = http >= 400 ? log.Where(e => e.Status >= 400 && e.Status == http) : log.Where(e => e.Status == http);
        }

        return Sync is { } sync ? log.Where(e => e.Sync == sync) : log;
    }
}
