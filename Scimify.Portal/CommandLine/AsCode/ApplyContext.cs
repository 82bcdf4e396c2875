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

/// <summary>Secrets that the server has just made and never shows again, one line of JSON for each. Only the user of the process may read the file.</summary>
internal sealed class NewSecretFile : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StreamWriter _writer;

    private NewSecretFile(StreamWriter writer) => _writer = writer;

    /// <exception cref="VerbException">The file exists, or cannot be made.</exception>
    public static async Task<NewSecretFile> CreateAsync(string path) => await FilePath.GuardAsync(path, () =>
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return Task.FromResult(new NewSecretFile(new StreamWriter(path, new System.Text.UTF8Encoding(false), options) { NewLine = "\n" }));
    });

    /// <param name="name">The object, as the plan calls it.</param>
    /// <param name="key">What tells it apart in the file.</param>
    /// <param name="member">What the REST API calls the secret.</param>
    public async Task AddAsync(string name, string key, string member, string secret)
    {
        await _writer.WriteLineAsync(new JsonObject { ["name"] = name, ["key"] = key, ["member"] = member, ["value"] = secret }.ToJsonString(Json));
        await _writer.FlushAsync();
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
