namespace Scimify.Core.Looker;

/// <summary>The right to make calls. It is asked right before each request is written to its connection.</summary>
public interface ILookerPermit
{
    bool Holds { get; }
}

/// <summary>The request that the present flow of code sends, for the connection that writes it.</summary>
internal sealed record LookerSending(LookerOperation Operation, ILookerPermit? Permit)
{
    private static readonly AsyncLocal<LookerSending?> Flow = new();

    /// <summary>Set in the method that sends; the value ends with it.</summary>
    public static LookerSending? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <exception cref="LookerNotSentException">The right has ended.</exception>
    public void RequirePermit()
    {
        if (Permit is { Holds: false })
        {
            throw new LookerNotSentException(Operation);
        }
    }
}
