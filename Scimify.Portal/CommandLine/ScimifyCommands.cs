using System.CommandLine;
using Scimify.Portal.CommandLine.AsCode;
using Scimify.Portal.CommandLine.Demo;

namespace Scimify.Portal.CommandLine;

/// <summary>The verbs (docs/contracts.md, "Command line").</summary>
public static class ScimifyCommands
{
    /// <param name="args">As the shell passes them.</param>
    /// <param name="terminal">Streams and settings.</param>
    /// <param name="ct">Ends a serving verb.</param>
    /// <returns>The exit code: 0, 1 after a message on <see cref="Terminal.Error"/>, or 2 if <c>plan</c> has found changes.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken ct)
    {
        var parsed = Root(terminal).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            // Not the parser's own output: that prints the help to stdout, where scripts expect a token.
            foreach (var error in parsed.Errors)
            {
                await terminal.Error.WriteLineAsync(error.Message);
            }

            await terminal.Error.WriteLineAsync("Add --help to see what is possible.");
            return Verb.Failed;
        }

        // The host itself handles SIGTERM and Ctrl+C, with more time than the parser would allow.
        var invocation = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(invocation, ct);
    }

    internal static RootCommand Root(Terminal terminal)
    {
        var urls = new Option<string?>("--urls")
        {
            Description = "Addresses to listen on, separated by semicolons (default http://localhost:5080, or ASPNETCORE_URLS).",
            HelpName = "URLS",
            Recursive = true,
        };
        var root = new RootCommand("Scimify: SCIM 2.0 for Looker. Serves if no verb is given.") { urls };
        root.SetAction((result, ct) => Verb.RunAsync(terminal, () => ServeVerb.RunAsync(result.GetValue(urls), terminal, ct)));
        root.Subcommands.Add(DemoVerb.Command(terminal, urls));
        root.Subcommands.Add(SandboxVerb.Command(terminal, urls));
        root.Subcommands.Add(HealthVerb.Command(terminal, urls));
        root.Subcommands.Add(MigrateVerb.Command(terminal));
        root.Subcommands.Add(AdminVerb.Command(terminal));
        root.Subcommands.Add(PatVerb.Command(terminal));
        root.Subcommands.Add(MetricsTokenVerb.Command(terminal));
        root.Subcommands.Add(BackupVerb.Command(terminal));
        root.Subcommands.Add(RestoreVerb.Command(terminal));
        root.Subcommands.Add(AuditVerb.Command(terminal));
        root.Subcommands.Add(ExportVerb.Command(terminal));
        root.Subcommands.Add(AsCodeVerbs.PlanCommand(terminal));
        root.Subcommands.Add(AsCodeVerbs.ApplyCommand(terminal));
        return root;
    }
}
