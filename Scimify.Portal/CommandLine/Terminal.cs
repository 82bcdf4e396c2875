namespace Scimify.Portal.CommandLine;

/// <summary>What a verb reads from and writes to: the streams of the process, or those of a test.</summary>
/// <param name="Input">Read only if an option says so.</param>
/// <param name="Output">The verb's results and nothing else, so that scripts can read them.</param>
/// <param name="Error">Messages for a person.</param>
public sealed record Terminal(TextReader Input, TextWriter Output, TextWriter Error)
{
    /// <summary>Settings that override files and environment. Keys have colons.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Reads a variable of the environment; null if it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Whether somebody is there to answer a question.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Whether the verb has the process to itself and may change its environment.</summary>
    public bool OwnsProcess { get; private init; }

    public static Terminal OfProcess() => new(Console.In, Console.Out, Console.Error) { OwnsProcess = true, CanAsk = !Console.IsInputRedirected };
}
