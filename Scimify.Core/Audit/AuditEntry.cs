using Scimify.Core.Scim.Values;

namespace Scimify.Core.Audit;

/// <summary>What a person or program did in the console, the REST API or the command line. Names things by value.</summary>
public sealed class AuditEntry
{
    public long Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary><c>person</c>, <c>api</c>, <c>cli</c>, <c>system</c> or <c>link</c>.</summary>
    public required string ActorKind { get; set; }

    public Guid? ActorId { get; set; }

    public required string ActorName { get; set; }

    /// <summary>Remote address; null for the command line.</summary>
    public string? SourceAddress { get; set; }

    /// <summary>Dotted verb, such as <c>integration.create</c> or <c>token.revoke</c>.</summary>
    public required string Action { get; set; }

    public required string SubjectKind { get; set; }

    public string? SubjectId { get; set; }

    public required string SubjectName { get; set; }

    /// <summary>The names of actor and subject and the action, for searching. Derived from what the chain covers, and not covered itself.</summary>
    public string SearchText { get => ScimText.Searchable(ActorName, SubjectName, Action); private set { } }

    /// <summary>JSON of the subject without secrets; null on creation.</summary>
    public string? Before { get; set; }

    /// <summary>JSON of the subject without secrets; null on deletion.</summary>
    public string? After { get; set; }

    /// <summary>Random. The chain covers the name of the subject and both states by hashes with it (<see cref="AuditValues"/>). Null once they are erased.</summary>
    public string? Salt { get; set; }

    /// <summary>The salted hashes of what was erased; null for an entry that is as it was written.</summary>
    public string? ValueHashes { get; set; }

    /// <summary>What stands in place of what was erased, sealed (<see cref="AuditSeal.OfErased"/>); null for an entry that is as it was written.</summary>
    public string? ErasureSeal { get; set; }

    /// <summary>The place in the organization's chain, from 1. Null only for what was not written by Scimify.</summary>
    public long? Sequence { get; set; }

    /// <summary><see cref="AuditSeal"/>. It covers this entry and, through the previous hash, all earlier ones.</summary>
    public string? Hash { get; set; }
}
