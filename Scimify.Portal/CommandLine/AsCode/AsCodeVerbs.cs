using System.CommandLine;
using System.Runtime.InteropServices;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>
/// <c>plan</c>, <c>apply</c> and <c>export config</c>: the configuration of a server as a file (docs/as-code.md). They call the REST API of
/// the server and touch no data directory.
/// </summary>
internal static class AsCodeVerbs
{
    /// <summary>The exit code of <c>plan</c> if the server is not what the file says.</summary>
    public const int HasChanges = 2;

    public static Command PlanCommand(Terminal terminal)
    {
        var (server, file, format) = (new ServerOptions(), FileOption(), new Option<string>("--format") { Description = "text for people, json for programs.", DefaultValueFactory = _ => "text" });
        format.AcceptOnlyFromAmong("text", "json");
        var (section, prune, renewed) = (SectionOption(), PruneOption(), RenewOption());
        var command = new Command("plan", "Show what apply would change on a server. Exits with 2 if there is something.") { file, format, section, prune, renewed };
        server.AddTo(command);
        command.SetAction((result, ct) => Verb.RunForCodeAsync(terminal, async () =>
        {
            using var api = await server.ConnectAsync(result, terminal, ct);
            var (document, secrets) = await ReadAsync(result, terminal, api, file, section, renewed, ct);
            var plan = await new ConfigurationPlanner(api, document, secrets, result.GetValue(prune)).PlanAsync(ct);
            foreach (var line in result.GetValue(format) == "json" ? [PlanText.AsJson(plan)] : PlanText.Lines(plan))
            {
                await terminal.Output.WriteLineAsync(line);
            }

            return plan.IsEmpty ? 0 : HasChanges;
        }));
        return command;
    }

    public static Command ApplyCommand(Terminal terminal)
    {
        var (server, file, section, prune, renewed) = (new ServerOptions(), FileOption(), SectionOption(), PruneOption(), RenewOption());
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var newSecrets = new Option<string?>("--new-secrets")
        {
            Description = "A new file for the secrets that the server makes and shows only once: of webhooks, log streams and OAuth clients, and links of invitations.",
            HelpName = "FILE",
        };
        var command = new Command("apply", "Make a server what a file says. Shows the changes, and asks before it makes them.") { file, section, prune, renewed, yes, newSecrets };
        server.AddTo(command);
        command.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
        {
            using var api = await server.ConnectAsync(result, terminal, ct);
            var (document, secrets) = await ReadAsync(result, terminal, api, file, section, renewed, ct);
            var plan = await new ConfigurationPlanner(api, document, secrets, result.GetValue(prune)).PlanAsync(ct);
            foreach (var line in PlanText.Lines(plan))
            {
                await terminal.Output.WriteLineAsync(line);
            }

            if (plan.Steps.Count > 0)
            {
                await ApplyAsync(plan, api, terminal, result.GetValue(yes), result.GetValue(newSecrets), ct);
            }
        }));
        return command;
    }

    public static Command ExportCommand(Terminal terminal)
    {
        var (server, section) = (new ServerOptions(), SectionOption());
        var file = new Option<string?>("--file", "-f") { Description = "Where to write. Default: stdout.", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Overwrite the file." };
        var command = new Command("config", "The configuration of a server as a file for plan and apply, without secrets.") { file, force, section };
        server.AddTo(command);
        command.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
        {
            var path = result.GetValue(file) is { } named ? FilePath.Require("--file", named) : null;
            if (path is not null && File.Exists(path) && !result.GetValue(force))
            {
                throw new VerbException($"There is a file {path} already. Add --force to overwrite it");
            }

            using var api = await server.ConnectAsync(result, terminal, ct);
            var export = new ConfigurationExport(api);
            var text = await export.RunAsync(result.GetValue(section) ?? [], ct);
            if (path is null)
            {
                await terminal.Output.WriteAsync(text);
            }
            else
            {
                await FilePath.GuardAsync(path, async () =>
                {
                    await WriteAsync(path, text, ct);
                    return true;
                });
            }

            foreach (var sentence in export.Left)
            {
                await terminal.Error.WriteLineAsync($"Not exported: {DisplayText.Whole(sentence)}");
            }
        }));
        return command;
    }

    public static Command SchemaCommand(Terminal terminal)
    {
        var command = new Command("schema", "The JSON Schema of the file, for editors.");
        command.SetAction((_, _) => Verb.RunAsync(terminal, () => terminal.Output.WriteAsync(ConfigurationSchema.Text)));
        return command;
    }

    /// <summary>A new file is for its user only: it has addresses of webhooks in full.</summary>
    private static async Task WriteAsync(string path, string text, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(path, new System.Text.UTF8Encoding(false), options);
        await writer.WriteAsync(text.AsMemory(), ct);
    }

    private static async Task ApplyAsync(ConfigurationPlan plan, ApiConnection api, Terminal terminal, bool mayGoOn, string? newSecrets, CancellationToken ct)
    {
        if (newSecrets is null && plan.Steps.FirstOrDefault(step => step.MakesSecret) is { } needy)
        {
            throw new VerbException($"{needy.Changes[0].Name} gets a secret that the server shows only once. Name a new file for it with --new-secrets. Nothing was changed");
        }

        var path = newSecrets is null ? null : FilePath.Require("--new-secrets", newSecrets);
        if (path is not null)
        {
            // Whoever is asked has a file that works, and finds none if they do not agree.
            await (await NewSecretFile.CreateAsync(path)).DisposeAsync();
        }

        if (!mayGoOn)
        {
            await AskAsync(plan, terminal, ct);
        }

        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var interrupt = terminal.OwnsProcess ? On(PosixSignal.SIGINT, interrupted) : null;
        using var termination = terminal.OwnsProcess ? On(PosixSignal.SIGTERM, interrupted) : null;
        await using var secrets = path is null ? null : await NewSecretFile.CreateAsync(path);
        await ConfigurationApply.RunAsync(plan, new ApplyContext(api, secrets, sentence => terminal.Error.WriteLineAsync(sentence)), terminal, interrupted.Token);
    }

    /// <summary>Ends the step that is under way, so that the process can still say how far it came.</summary>
    private static PosixSignalRegistration On(PosixSignal kind, CancellationTokenSource interrupted) => PosixSignalRegistration.Create(kind, signal =>
    {
        signal.Cancel = true;
        interrupted.Cancel();
    });

    private static async Task AskAsync(ConfigurationPlan plan, Terminal terminal, CancellationToken ct)
    {
        if (!terminal.CanAsk)
        {
            throw new VerbException("Nobody is there to agree. Add --yes to apply without asking. Nothing was changed");
        }

        foreach (var warning in PlanText.Warnings(plan))
        {
            await terminal.Error.WriteLineAsync(warning);
        }

        await terminal.Error.WriteAsync($"{PlanText.Counts(plan)} Type yes to go on: ");
        if ((await terminal.Input.ReadLineAsync(ct))?.Trim() != "yes")
        {
            throw new VerbException("Nothing was changed");
        }
    }

    private static async Task<(ConfigurationDocument Document, SecretSource Secrets)> ReadAsync(
        ParseResult result, Terminal terminal, ApiConnection api, Option<string> file, Option<string[]> section, Option<string[]> renewed, CancellationToken ct)
    {
        var path = FilePath.Require("--file", result.GetRequiredValue(file));
        var document = await ConfigurationDocument.ReadAsync(path, ct);
        document.Keep(result.GetValue(section) ?? []);
        return (document, new SecretSource(terminal.Variable, Path.GetDirectoryName(path)!, result.GetValue(renewed) ?? [], api.HasToken));
    }

    private static Option<string> FileOption() => new("--file", "-f") { Required = true, Description = "The file.", HelpName = "FILE" };

    private static Option<string[]> SectionOption()
    {
        var option = new Option<string[]>("--section") { Description = $"Only this part of the file: {string.Join(", ", ConfigurationDocument.Sections)}. Can be given several times.", HelpName = "NAME" };
        option.AcceptOnlyFromAmong([.. ConfigurationDocument.Sections]);
        return option;
    }

    private static Option<bool> PruneOption() => new("--prune") { Description = "Delete what the sections of the file do not have." };

    private static Option<string[]> RenewOption() => new("--renew-secret")
    {
        Description = "A variable or file of the configuration whose secret is a new one. The server's cannot be compared. Can be given several times.",
        HelpName = "NAME",
    };
}

/// <summary>Which server, and the token. The token is never on the command line, which every user of the machine can read.</summary>
internal sealed class ServerOptions
{
    public const string Variable = "SCIMIFY_TOKEN";

    private readonly Option<string> _server = new("--server") { Required = true, Description = "The address of Scimify, such as https://scimify.example.com.", HelpName = "URL" };

    private readonly Option<string?> _tokenFile = new("--token-file") { Description = $"A file whose first line is a personal access token. Without it: the variable {Variable}.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(_server);
        command.Add(_tokenFile);
    }

    /// <exception cref="VerbException">There is no token, or the address is none.</exception>
    public async Task<ApiConnection> ConnectAsync(ParseResult result, Terminal terminal, CancellationToken ct)
    {
        var token = result.GetValue(_tokenFile) is { } file ? await FirstLineAsync(FilePath.Require("--token-file", file), ct) : terminal.Variable(Variable);
        return string.IsNullOrWhiteSpace(token)
            ? throw new VerbException($"There is no personal access token. Put it into the variable {Variable}, or name a file with --token-file")
            : new ApiConnection(result.GetRequiredValue(_server), token.Trim(), TimeProvider.System);
    }

    private static Task<string?> FirstLineAsync(string file, CancellationToken ct) => FilePath.GuardAsync(file, async () =>
    {
        using var reader = new StreamReader(file);
        return await reader.ReadLineAsync(ct);
    });
}
