using System.Text.Json.Nodes;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>Reads the secrets that a file refers to, when one of them is needed and not before.</summary>
/// <param name="variable">The environment.</param>
/// <param name="folder">Relative paths begin here.</param>
/// <param name="renewed">Names of variables and paths whose secrets are sent again.</param>
/// <param name="hasToken">Whether a text has the personal access token, which is never sent as a secret: an address of the file's author would get it.</param>
internal sealed class SecretSource(Func<string, string?> variable, string folder, IReadOnlyCollection<string> renewed, Func<string, bool> hasToken)
{
    private const int MaxCharacters = 4_000;

    private readonly HashSet<string> _found = [];

    /// <summary>Those of <c>renewed</c> to which the file does not refer.</summary>
    public IEnumerable<string> Unknown => renewed.Except(_found);

    public bool IsRenewed(JsonObject reference)
    {
        var name = NameOf(reference);
        if (renewed.Contains(name))
        {
            _found.Add(name);
            return true;
        }

        return false;
    }

    /// <summary>Where the secret is, for people.</summary>
    public static string Words(JsonObject reference) => $"({(reference.ContainsKey("env") ? "the variable" : "the file")} {DisplayText.Of(NameOf(reference))})";

    /// <param name="what">The object and its member, for the message.</param>
    /// <exception cref="VerbException">There is none. The message has nothing of the secret.</exception>
    public string Read(JsonObject reference, string what)
    {
        var (name, isVariable, words) = (NameOf(reference), reference.ContainsKey("env"), Words(reference).Trim('(', ')'));
        var text = (isVariable ? variable(name) : ReadFile(Path.Combine(folder, name)))?.TrimEnd('\r', '\n') ?? "";
        if ((isVariable && name.Equals(ServerOptions.Variable, StringComparison.OrdinalIgnoreCase)) || hasToken(text))
        {
            throw new VerbException($"{what}: {words} is that of the personal access token, which is no secret of Looker or a provider. Name another one");
        }

        return text.Length switch
        {
            0 => throw new VerbException($"{what} is needed, but {words} is {(isVariable ? "not set or empty" : "missing or empty")}"),
            > MaxCharacters => throw new VerbException($"{what} is needed, but {words} has too much for a secret"),
            _ => text,
        };
    }

    private static string NameOf(JsonObject reference) => reference.First().Value!.GetValue<string>();

    private static string? ReadFile(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var buffer = new char[MaxCharacters + 3];
            return new string(buffer, 0, reader.ReadBlock(buffer));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VerbException($"{path}: {e.Message}");
        }
    }
}
