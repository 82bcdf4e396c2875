using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Audit;
using Scimify.Core.Primitives;
using Scimify.Core.Sync;

namespace Scimify.Core.Streams;

/// <summary>Turns entries of the logs into events. They have what the exports have, so that what is masked there is masked here.</summary>
public static class StreamedEntries
{
    private const string Person = "person";
    private const string Session = "session";

    public static StreamedEvent Of(AuditEntry entry, Guid organization)
    {
        var (before, after) = (Parse(entry.Before), Parse(entry.After));
        var (kind, role) = KindOf(entry.Action, before, after);
        return new StreamedEvent
        {
            Uid = entry.Id.ToString(),
            At = entry.At,
            Organization = organization,
            Log = StreamedLogs.Audit,
            Kind = kind,
            Action = entry.Action,
            Outcome = AuditKinds.Refusals.Contains(entry.Action) ? EventOutcome.Failure : EventOutcome.Success,
            Actor = new(entry.ActorId?.ToString(), entry.ActorName),
            IsProgram = entry.ActorId is null,
            SourceAddress = entry.SourceAddress,
            Target = kind.Class is EventClass.ApiActivity || entry.SubjectKind == Person ? new(entry.SubjectId, entry.SubjectName)
                : entry.SubjectKind == Session ? new(null, entry.SubjectName)
                : new(entry.ActorId?.ToString(), entry.ActorName),
            TargetKind = entry.SubjectKind,
            Role = role,
            More = EventJson.Of(
                ("actorKind", entry.ActorKind), ("subjectKind", entry.SubjectKind), ("subjectId", entry.SubjectId), ("subjectName", entry.SubjectName),
                ("before", before), ("after", after), ("sequence", entry.Sequence), ("hash", entry.Hash)),
        };
    }

    /// <param name="entry">As it is now.</param>
    /// <param name="organization">Whose log it is.</param>
    /// <param name="integration">Null if the integration is unknown.</param>
    /// <param name="sent">How often it was sent before.</param>
    public static StreamedEvent Of(ProvisioningEntry entry, Guid organization, Guid? integration, int sent)
    {
        var state = EnumWords.Of(entry.Sync);
        return new StreamedEvent
        {
            Uid = $"{entry.RequestId}:{sent}:{entry.Status}:{state}:{entry.SettledAt?.ToUnixTimeMilliseconds()}",
            At = sent > 0 && entry is { Sync: SyncState.Applied, SettledAt: { } settled } ? settled : entry.At,
            Organization = organization,
            Log = StreamedLogs.Provisioning,
            Kind = KindOf(entry),
            Action = $"scim.{EnumWords.Of(entry.Action)}",
            Outcome = entry.Status >= 400 || entry.Sync == SyncState.Failed ? EventOutcome.Failure : entry.Sync == SyncState.Applied ? EventOutcome.Success : EventOutcome.Open,
            State = entry.Status >= 400 ? "refused" : state,
            Code = entry.ErrorCode,
            Detail = entry.Detail,
            Actor = new(entry.TokenId?.ToString(), entry.TokenName ?? "SCIM"),
            IsProgram = true,
            SourceAddress = entry.SourceAddress,
            UserAgent = entry.UserAgent,
            Method = entry.Method,
            HttpStatus = entry.Status,
            Target = new(entry.ScimId?.ToString(), entry.Name),
            TargetKind = entry.ResourceType ?? "request",
            RequestId = entry.RequestId,
            More = EventJson.Of(
                ("integration", integration?.ToString()), ("externalId", entry.ExternalId), ("sync", state), ("errorType", entry.ErrorType),
                ("changes", Parse(entry.Changes)), ("tolerances", Parse(entry.Tolerances)), ("durationMs", entry.DurationMs),
                ("settledAt", entry.SettledAt is { } at ? EventTime.Text(at) : null)),
        };
    }

    /// <summary>What a SCIM write is for a SIEM. One that named nobody is an activity of the API.</summary>
    internal static EventKind KindOf(ProvisioningEntry entry) => (entry.ScimId is null && string.IsNullOrEmpty(entry.Name) ? null : entry.ResourceType, entry.Action) switch
    {
        ("User", ProvisioningAction.Create) => EventKind.AccountCreated,
        ("User", ProvisioningAction.Update) => EventKind.AccountChanged,
        ("User", ProvisioningAction.Disable) => EventKind.AccountDisabled,
        ("User", ProvisioningAction.Enable) => EventKind.AccountEnabled,
        ("User", ProvisioningAction.Delete) => EventKind.AccountDeleted,
        ("Group", ProvisioningAction.Create) => EventKind.GroupCreated,
        ("Group", ProvisioningAction.Update or ProvisioningAction.UpdateMembers) => EventKind.GroupChanged,
        ("Group", ProvisioningAction.AddMember) => EventKind.MemberAdded,
        ("Group", ProvisioningAction.RemoveMember) => EventKind.MemberRemoved,
        ("Group", ProvisioningAction.Delete) => EventKind.GroupDeleted,
        _ => entry.Method switch
        {
            "POST" => EventKind.Created,
            "PUT" or "PATCH" => EventKind.Changed,
            "DELETE" => EventKind.Deleted,
            _ => EventKind.Done,
        },
    };

    /// <summary>A change of a person that changes their role is a change of access.</summary>
    private static (EventKind Kind, string? Role) KindOf(string action, JsonNode? before, JsonNode? after)
    {
        var kind = AuditKinds.All.GetValueOrDefault(action, EventKind.Done);
        var (was, role) = (RoleIn(before), RoleIn(after));
        return action == "person.change" && role is not null && role != was ? (EventKind.RoleGiven, role)
            : kind == EventKind.RoleKept ? (kind, was ?? "owner")
            : (kind, null);
    }

    private static string? RoleIn(JsonNode? state) => state is JsonObject known && known["role"] is JsonValue role && role.GetValueKind() == JsonValueKind.String ? role.GetValue<string>() : null;

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
}
