namespace Scimify.Core.Requests;

/// <summary>Keys that clients give to requests so that a repeated one is not carried out twice. Implemented in <c>Persistence</c>.</summary>
public interface IIdempotencyStore
{
    /// <summary>Takes the key, or tells what is known of it. Keys older than <paramref name="oldest"/> are forgotten.</summary>
    /// <param name="personId">Whose key it is.</param>
    /// <param name="fingerprint">Of the request.</param>
    Task<IdempotencyOutcome> BeginAsync(Guid personId, string key, string fingerprint, DateTimeOffset now, DateTimeOffset oldest, CancellationToken ct);

    /// <param name="protectedAnswer">Encrypted: it may hold a secret.</param>
    Task EndAsync(Guid personId, string key, string protectedAnswer, CancellationToken ct);

    /// <summary>The request changed nothing: its key is free.</summary>
    Task ForgetAsync(Guid personId, string key, CancellationToken ct);
}

public abstract record IdempotencyOutcome
{
    private IdempotencyOutcome()
    {
    }

    public sealed record Taken : IdempotencyOutcome;

    /// <summary>The key belongs to another request.</summary>
    public sealed record Different : IdempotencyOutcome;

    /// <summary>It is under way, or was cut off.</summary>
    public sealed record Open : IdempotencyOutcome;

    public sealed record Answered(string ProtectedAnswer) : IdempotencyOutcome;
}

/// <summary>A row of the table.</summary>
public sealed class IdempotencyKey
{
    public Guid PersonId { get; set; }

    public required string Key { get; set; }

    public required string Fingerprint { get; set; }

    /// <summary>Null while it is under way.</summary>
    public string? ProtectedAnswer { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
