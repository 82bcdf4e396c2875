using System.Text.Json.Nodes;

namespace Scimify.Core.Streams;

/// <summary>An entry of a log in no format yet. Each format says the same of it.</summary>
public sealed record StreamedEvent
{
    /// <summary>The same each time that this entry is sent in this state.</summary>
    public required string Uid { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid Organization { get; init; }

    /// <summary>The log it comes from.</summary>
    public required StreamedLogs Log { get; init; }

    public required EventKind Kind { get; init; }

    /// <summary>A dotted verb, such as <c>token.revoke</c> or <c>scim.disable</c>.</summary>
    public required string Action { get; init; }

    public required EventOutcome Outcome { get; init; }

    /// <summary>How far it has got, in a word of the log.</summary>
    public string? State { get; init; }

    /// <summary>An error code.</summary>
    public string? Code { get; init; }

    public string? Detail { get; init; }

    public required EventParty Actor { get; init; }

    /// <summary>Whether the actor is a program.</summary>
    public bool IsProgram { get; init; }

    public string? SourceAddress { get; init; }

    public string? UserAgent { get; init; }

    public string? Method { get; init; }

    public int? HttpStatus { get; init; }

    /// <summary>What it was done to.</summary>
    public required EventParty Target { get; init; }

    /// <summary>The kind of the target in the words of the log.</summary>
    public required string TargetKind { get; init; }

    /// <summary>The role that somebody got.</summary>
    public string? Role { get; init; }

    /// <summary>The request that all events of one SCIM write share.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>What the formats have no field for.</summary>
    public required JsonObject More { get; init; }
}

/// <param name="Id">Null if it has none.</param>
/// <param name="Name">Null if it has none.</param>
public readonly record struct EventParty(string? Id, string? Name)
{
    public bool IsNamed => !string.IsNullOrEmpty(Id) || !string.IsNullOrEmpty(Name);
}

public enum EventOutcome
{
    Success,
    Failure,

    /// <summary>It is accepted, and not done yet.</summary>
    Open,
}
