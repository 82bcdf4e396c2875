namespace Scimify.Core.Provisioning.Servers;

/// <summary>A server that shares the database (PostgreSQL). It beats as long as it lives.</summary>
public sealed class ServerRow
{
    public const int IdLength = 16;

    /// <summary>The first characters of the owner's name in each of its leases.</summary>
    public required string Id { get; init; }

    /// <summary>By the database's clock, like <see cref="BeatAt"/>.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The last heartbeat. Other servers only look at whether it moves.</summary>
    public DateTimeOffset BeatAt { get; init; }

    /// <summary>Milliseconds without a heartbeat after which the others take over its work.</summary>
    public long SilentAfter { get; init; }
}
