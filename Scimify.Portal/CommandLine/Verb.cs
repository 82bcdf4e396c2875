using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.CommandLine;

/// <summary>Runs a verb, and turns a failure into a message on stderr and an exit code.</summary>
internal static class Verb
{
    public const int Failed = 1;

    /// <returns>0, or 1 after a message on <see cref="Terminal.Error"/>.</returns>
    public static Task<int> RunAsync(Terminal terminal, Func<Task> verb) => RunForCodeAsync(terminal, async () =>
    {
        await verb();
        return 0;
    });

    /// <summary>For a verb whose success has more than one exit code.</summary>
    /// <returns>What the verb returns, or 1 after a message on <see cref="Terminal.Error"/>.</returns>
    public static async Task<int> RunForCodeAsync(Terminal terminal, Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (OperationCanceledException)
        {
            return Failed;
        }
        catch (Exception e)
        {
            foreach (var line in Explain(e))
            {
                await terminal.Error.WriteLineAsync(line);
            }

            return Failed;
        }
    }

    private static IEnumerable<string> Explain(Exception e) => e switch
    {
        SettingsException settings => ["Scimify cannot start:", .. settings.Problems.Select(p => "  " + p)],
        ValidationFailedException invalid => invalid.Fields.Values.SelectMany(sentences => sentences).Select(sentence => $"--{sentence}"),
        RequestException or DataDirectoryException or DatabaseNotUsableException or VerbException => [e.Message],
        DbException => [$"The database cannot be used: {e.Message}"],
        CryptographicException when CauseOutside(e) is { } cause => [$"The key ring cannot be read or written: {cause.Message}"],
        CryptographicException =>
        [
            "The key ring does not match the database, which was encrypted with keys that are missing here.",
            "Restore the folder 'keys' from the data directory that this database belongs to.",
        ],
        IOException { InnerException: AddressInUseException } =>
        [
            $"The address is in use by another program: {e.Message}",
            "Choose another with --urls or ASPNETCORE_URLS, and for the sandbox with Scimify__Sandbox__Url.",
        ],
        IOException or System.Net.Sockets.SocketException => [$"Scimify cannot listen: {e.Message}"],
        InvalidDataException or FormatException => [$"appsettings.json cannot be read: {(e.InnerException ?? e).Message}"],
        _ => [$"Scimify stopped because of an unexpected failure: {e}"],
    };

    /// <summary>What kept Data Protection from its keys: a file or the database. Null if the keys themselves are wrong.</summary>
    private static Exception? CauseOutside(Exception e)
    {
        for (var cause = e.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException or UnauthorizedAccessException or DbException)
            {
                return cause;
            }
        }

        return null;
    }
}

/// <summary>The verb cannot be carried out. The message is for whoever typed it.</summary>
internal class VerbException(string message) : Exception(message);
