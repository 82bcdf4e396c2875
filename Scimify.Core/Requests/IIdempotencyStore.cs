namespace Scimify.Core.Requests;

/// <summary>Keys that clients give to requests, so that a repeated request is not carried out twice. Implemented in <c>Persistence</c>.</summary>
public interface IIdempotencyStore
{
    /// <summary>Takes the key, or returns what is known about it. Forgets keys older than <paramref name="oldest"/>.</summary>
    /// <param name="personId">The owner of the key.</param>
    /// <param name="fingerprint">The fingerprint of the request.</param>
    Task<IdempotencyOutcome> BeginAsync(Guid personId, string key, string fingerprint, DateTimeOffset now, DateTimeOffset oldest, CancellationToken ct);

    /// <param name="protectedAnswer">Encrypted: it may hold a secret.</param>
    Task EndAsync(Guid personId, string key, string protectedAnswer, CancellationToken ct);

    /// <summary>Frees the key, because the request changed nothing.</summary>
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

    /// <summary>The request is under way, or was interrupted.</summary>
    public sealed record Open : IdempotencyOutcome;

    public sealed record Answered(string ProtectedAnswer) : IdempotencyOutcome;
}

public sealed class IdempotencyKey
{
    public Guid PersonId { get; set; }

    public required string Key { get; set; }

    public required string Fingerprint { get; set; }

    /// <summary>Null while the request is under way.</summary>
    public string? ProtectedAnswer { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
