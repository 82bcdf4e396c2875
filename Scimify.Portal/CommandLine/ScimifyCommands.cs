using System.CommandLine;
using Scimify.Portal.CommandLine.Demo;

namespace Scimify.Portal.CommandLine;

/// <summary>The verbs (docs/contracts.md, "Command line").</summary>
public static class ScimifyCommands
{
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            // Not the parser's own way, which prints the help to stdout, where scripts expect a token.
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("Add --help to see what is possible.");
            return Verb.Failed;
        }

        // The host itself answers SIGTERM and Ctrl+C, with more time than the parser would leave it.
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    internal static RootCommand Root()
    {
        var urls = new Option<string?>("--urls")
        {
            Description = "Addresses to listen on, separated by semicolons (default http://localhost:5080, or ASPNETCORE_URLS).",
            HelpName = "URLS",
            Recursive = true,
        };
        var root = new RootCommand("Scimify: SCIM 2.0 for Looker. Without a verb it serves.") { urls };
        root.SetAction((result, ct) => Verb.RunAsync(() => ServeVerb.RunAsync(result.GetValue(urls), ct)));
        root.Subcommands.Add(DemoVerb.Command(urls));
        root.Subcommands.Add(SandboxVerb.Command(urls));
        root.Subcommands.Add(HealthVerb.Command(urls));
        root.Subcommands.Add(MigrateVerb.Command());
        root.Subcommands.Add(AdminVerb.Command());
        root.Subcommands.Add(PatVerb.Command());
        root.Subcommands.Add(BackupVerb.Command());
        root.Subcommands.Add(RestoreVerb.Command());
        root.Subcommands.Add(AuditVerb.Command());
        return root;
    }
}
