using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>One SCIM write, as it was requested and answered.</summary>
/// <param name="RequestId">The answer's <c>Scimify-Request-Id</c>.</param>
/// <param name="DurationMs">From its arrival to its commit.</param>
/// <param name="TokenUuid">Null if the request had no token.</param>
/// <param name="ResourceType"><c>User</c>, <c>Group</c>, or null if the request did not get that far.</param>
/// <param name="Name">The userName or displayName at that time.</param>
/// <param name="Status">The HTTP status that the identity provider got.</param>
/// <param name="Sync">How far it has got in Looker.</param>
/// <param name="ErrorType">The scimType of a refusal.</param>
/// <param name="ErrorCode">Why it was refused, or why it failed in Looker; null for nothing, and in older entries.</param>
/// <param name="Changes">What was asked of attributes that Looker gets, also if it was refused.</param>
/// <param name="Tolerances">What was accepted beyond the RFC, in words.</param>
/// <param name="SettledAt">When Looker had it; null if not yet.</param>
public sealed record ProvisioningLogResource(
    Guid RequestId,
    DateTimeOffset At,
    double DurationMs,
    Guid? IntegrationUuid,
    Guid? TokenUuid,
    string? TokenName,
    string? SourceAddress,
    string? UserAgent,
    string Method,
    string Action,
    string? ResourceType,
    Guid? ScimId,
    string? Name,
    string? ExternalId,
    int Status,
    string Sync,
    string? ErrorType,
    string? ErrorCode,
    string? Detail,
    IReadOnlyList<LoggedChange> Changes,
    IReadOnlyList<string> Tolerances,
    DateTimeOffset? SettledAt)
{
    internal static ProvisioningLogResource Of(LoggedWrite write) => Of(write.Entry, write.IntegrationId);

    private static ProvisioningLogResource Of(ProvisioningEntry entry, Guid? integrationId) => new(
        entry.RequestId,
        entry.At,
        entry.DurationMs,
        integrationId,
        entry.TokenId,
        entry.TokenName,
        entry.SourceAddress,
        entry.UserAgent,
        entry.Method,
        entry.Action.ToString(),
        entry.ResourceType,
        entry.ScimId,
        entry.Name,
        entry.ExternalId,
        entry.Status,
        SyncStates.NameOf(entry.Sync),
        entry.ErrorType,
        entry.ErrorCode,
        entry.Detail,
        LoggedChange.Read(entry.Changes),
        entry.Tolerances is { } tolerances ? JsonSerializer.Deserialize<string[]>(tolerances)! : [],
        entry.SettledAt);
}

/// <summary>A SCIM write, with the calls to Looker that it caused.</summary>
public sealed record ProvisioningDetail(ProvisioningLogResource Request, IReadOnlyList<LookerCallResource> LookerCalls)
{
    internal static ProvisioningDetail Of(LoggedWriteDetail detail) => new(ProvisioningLogResource.Of(detail.Write), [.. detail.Calls.Select(LookerCallResource.Of)]);
}

/// <summary>One call to Looker.</summary>
/// <param name="Operation">Looker's name of the operation.</param>
/// <param name="Request">Method and path.</param>
/// <param name="Facets">The parts of the resource that the call served, such as <c>access</c> and <c>names</c>.</param>
/// <param name="Status">The HTTP status; null if no answer came.</param>
/// <param name="Detail">Looker's words when it refused, or why no answer came.</param>
public sealed record LookerCallResource(
    DateTimeOffset At, double DurationMs, string ResourceType, Guid ScimId, string Name, string Operation, string Request, IReadOnlyList<string> Facets,
    int? Status, int Attempt, string? Detail)
{
    internal static LookerCallResource Of(LookerEffect call) => new(
        call.At, call.DurationMs, call.ResourceType, call.ScimId, call.Name, call.Operation, call.Request,
        FacetWords.NamesOf(call.Facets, call.ResourceType == "Group"), call.Status, call.Attempt, call.Detail);
}
