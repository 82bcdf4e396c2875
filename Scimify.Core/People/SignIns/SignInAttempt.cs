namespace Scimify.Core.People.SignIns;

/// <summary>The failed attempts at one account from one source, or from all sources that nobody knows together.</summary>
public sealed class SignInAttempt
{
    /// <summary>The keyed hash of the e-mail address that was typed, whether anybody has it or not.</summary>
    public required string Account { get; set; }

    /// <summary>As <see cref="AttemptSource"/> writes it; empty for the sum of all that nobody knows.</summary>
    public required string Source { get; set; }

    public int Failures { get; set; }

    public DateTimeOffset LastAt { get; set; }

    /// <summary>No attempt before this instant.</summary>
    public DateTimeOffset NextAt { get; set; }
}

/// <summary>Where an attempt comes from.</summary>
/// <param name="Name">How the database knows it.</param>
/// <param name="IsKnown">Whether the person has signed in there before. What others do does not concern it then, nor it them.</param>
public sealed record AttemptSource(string Name, bool IsKnown)
{
    /// <param name="address">An IPv4 address or an IPv6 network; null if there is none.</param>
    public static AttemptSource OfAddress(string? address) => new($"address {address}", IsKnown: false);

    /// <param name="device">The random name of a browser in which the person has signed in.</param>
    public static AttemptSource OfDevice(string device) => new($"device {device}", IsKnown: true);

    public static AttemptSource OfSession(Guid session) => new($"session {session}", IsKnown: true);
}

/// <summary>The result of beginning an attempt. It counts as failed until somebody says otherwise.</summary>
public abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    /// <param name="SlowsDown">Whether the source has to wait from now on if this attempt fails, and did not have to before.</param>
    public sealed record MayTry(string Account, AttemptSource Source, bool SlowsDown) : AttemptOutcome;

    public sealed record HasToWait(TimeSpan Wait) : AttemptOutcome;
}
