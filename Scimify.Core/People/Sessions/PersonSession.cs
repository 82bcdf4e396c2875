namespace Scimify.Core.People.Sessions;

/// <summary>A sign-in at the console that has not ended. Its cookie opens nothing once the row is gone.</summary>
public sealed class PersonSession
{
    public Guid Id { get; set; }

    public Guid PersonId { get; set; }

    public Person? Person { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>However much it is used.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Remote address of the sign-in.</summary>
    public string? Address { get; set; }

    /// <summary>What the browser says of itself at the sign-in, cut off.</summary>
    public string? Device { get; set; }
}

/// <param name="Id">The session.</param>
/// <param name="PersonId">Whose it is.</param>
/// <param name="ExpiresAt">However much it is used.</param>
public sealed record SessionState(Guid Id, Guid PersonId, DateTimeOffset ExpiresAt);
