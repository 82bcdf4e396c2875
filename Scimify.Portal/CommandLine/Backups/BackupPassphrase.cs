using System.CommandLine;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>Where a verb gets the passphrase of a backup from. Never from the command line itself, which every user of the machine can read.</summary>
internal sealed class BackupPassphrase
{
    public const string Variable = "SCIMIFY_BACKUP_PASSPHRASE";

    /// <summary>In characters. Somebody who has the file can try as many as their machines can.</summary>
    public const int MinLength = 16;

    private readonly Option<string?> _file = new("--passphrase-file") { Description = $"A file whose first line is the passphrase. Without it: the variable {Variable}.", HelpName = "FILE" };

    private readonly Option<bool> _stdin = new("--passphrase-stdin") { Description = "Read the passphrase from stdin." };

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_stdin);
    }

    /// <returns>Null if no passphrase is given.</returns>
    /// <exception cref="VerbException">The named source has none, or two are named.</exception>
    public async Task<string?> ReadAsync(ParseResult result, Terminal terminal, CancellationToken ct)
    {
        var (file, fromStdin) = (result.GetValue(_file), result.GetValue(_stdin));
        if (file is not null && fromStdin)
        {
            throw new VerbException("Give the passphrase by --passphrase-file or by --passphrase-stdin, not by both");
        }

        return file is not null ? Require(await FirstLineAsync(FilePath.Require("--passphrase-file", file), ct), $"The file {file} has no passphrase in its first line")
            : fromStdin ? Require(await terminal.Input.ReadLineAsync(ct), "--passphrase-stdin was given, but stdin has no passphrase")
            : terminal.Variable(Variable) is { Length: > 0 } value ? value
            : null;
    }

    private static Task<string?> FirstLineAsync(string file, CancellationToken ct) => FilePath.GuardAsync(file, async () =>
    {
        using var reader = new StreamReader(file);
        return await reader.ReadLineAsync(ct);
    });

    private static string Require(string? passphrase, string problem) => passphrase is { Length: > 0 } given ? given : throw new VerbException(problem);
}
