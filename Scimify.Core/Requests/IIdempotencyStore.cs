namespace Scimify.Core.Requests;

/// <summary>Keys that clients give to requests, so that a repeated request is not carried out twice. Implemented in <c>Persistence</c>.</summary>
public interface IIdempotencyStore
{
    /// <summary>Takes the key, or returns what is known about it. Forgets keys older than <paramref name="oldest"/>.</summary>
    /// <param name="personId">The owner of the key.</param>
    /// <param name="fingerprint">The fingerprint of the request.</param>
    Task<IdempotencyOutcome> BeginAsync(Guid personId, string key, string fingerprint, DateTimeOffset now, DateTimeOffset oldest, CancellationToken ct);

    /// <param name="personId">The owner of the key.</param>
    /// <param name="protectedAnswer">Encrypted.</param>
    /// <param name="until">When the answer is forgotten, because it holds a secret; null to keep it as long as the key.</param>
    Task EndAsync(Guid personId, string key, string protectedAnswer, DateTimeOffset? until, CancellationToken ct);

    /// <summary>Forgets the answers whose time has come. Their requests stay carried out.</summary>
    Task ForgetAnswersAsync(DateTimeOffset now, CancellationToken ct);

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

    /// <summary>The request was carried out, and its answer is forgotten, because it held a secret.</summary>
    public sealed record Forgotten : IdempotencyOutcome;
}

public sealed class IdempotencyKey
{
    public Guid PersonId { get; set; }

    public required string Key { get; set; }

    public required string Fingerprint { get; set; }

    /// <summary>Null while the request is under way; empty once it was forgotten.</summary>
    public string? ProtectedAnswer { get; set; }

    /// <summary>When the answer is forgotten; null for an answer without a secret.</summary>
    public DateTimeOffset? AnswerUntil { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
