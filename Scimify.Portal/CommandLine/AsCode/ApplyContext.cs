using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>What a step needs to be carried out.</summary>
/// <param name="Api">The server.</param>
/// <param name="NewSecrets">Where secrets go that the server makes; null for nowhere.</param>
/// <param name="Tell">Says something that a person has to know.</param>
internal sealed record ApplyContext(ApiConnection Api, NewSecretFile? NewSecrets, Func<string, Task> Tell);

/// <summary>The object is not what the plan has read.</summary>
internal sealed class ChangedInBetweenException() : Exception("has changed since the plan was made");

/// <summary>The first request of a step was carried out, and what had to follow was not. The message is a whole sentence that says both.</summary>
internal sealed class PartlyDoneException(string message) : Exception(message);

/// <summary>Secrets that the server has just made and never shows again, one line of JSON for each. Only the user of the process may read the file. Without a secret, no file stays.</summary>
internal sealed class NewSecretFile : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _path;
    private readonly Stream _stream;

    /// <param name="stream">Keeps nothing back from the file: a disk that is full is to be told at once.</param>
    public NewSecretFile(string path, Stream stream) => (_path, _stream) = (path, stream);

    /// <exception cref="VerbException">The file exists, or cannot be made.</exception>
    public static async Task<NewSecretFile> CreateAsync(string path) => await FilePath.GuardAsync(path, () =>
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return Task.FromResult(new NewSecretFile(path, new FileStream(path, options)));
    });

    /// <param name="name">The object, as the plan calls it.</param>
    /// <param name="key">What tells it apart in the file.</param>
    /// <param name="member">What the REST API calls the secret.</param>
    /// <exception cref="PartlyDoneException">The object exists, and its secret is lost.</exception>
    public async Task AddAsync(string name, string key, string member, string secret)
    {
        var line = new JsonObject { ["name"] = name, ["key"] = key, ["member"] = member, ["value"] = secret }.ToJsonString(Json);
        try
        {
            await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
            await _stream.FlushAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var (what, next) = member == "link" ? ("link", "Make a new one at /people in the console.") : ("secret", "Remove it and apply again.");
            throw new PartlyDoneException($"{name} was created, but its {what} could not be written to {_path}: {DisplayText.Sentence(e.Message)} {next}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        var isEmpty = _stream.Length == 0;
        await _stream.DisposeAsync();
        if (isEmpty)
        {
            File.Delete(_path);
        }
    }
}
