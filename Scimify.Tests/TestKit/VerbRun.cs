using Scimify.Portal.CommandLine;

namespace Scimify.Tests.TestKit;

/// <summary>Runs a verb in this process, with its own streams. What needs a process, such as a signal, uses <see cref="ScimifyProcess"/>.</summary>
public static class VerbRun
{
    /// <summary>Runs a verb to its end.</summary>
    /// <param name="settings">Keys with colons.</param>
    /// <param name="arguments">As the shell passes them.</param>
    /// <param name="stdin">Empty by default.</param>
    /// <param name="variable">The environment's variables; null for none.</param>
    /// <param name="person">Answers questions; null if nobody is there, and stdin is all there is.</param>
    /// <param name="ct">Ends a serving verb.</param>
    public static async Task<VerbResult> RunAsync(
        IReadOnlyDictionary<string, string?> settings, string[] arguments, string stdin = "", Func<string, string?>? variable = null,
        TextReader? person = null, CancellationToken ct = default)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        using var input = new StringReader(stdin);
        var exitCode = await ScimifyCommands.RunAsync(arguments, new Terminal(person ?? input, output, errors)
        {
            Settings = settings,
            Variable = variable ?? (_ => null),
            CanAsk = person is not null,
        }, ct);
        return new VerbResult(exitCode, output.ToString().TrimEnd('\n'), errors.ToString().TrimEnd('\n'));
    }
}
