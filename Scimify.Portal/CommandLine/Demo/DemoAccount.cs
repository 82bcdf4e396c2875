using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scimify.Portal.CommandLine.Demo;

/// <summary>
/// What the demo prints again at each start. It is stored unencrypted, in a file that only the owner can read: it opens nothing
/// but the sandbox in the same folder.
/// </summary>
/// <param name="IntegrationId">Null if it was not created yet.</param>
/// <param name="Token">Null if it was not created yet.</param>
/// <param name="IsNew">Whether this start created it.</param>
internal sealed record DemoAccount(string Email, string Password, Guid? IntegrationId, string? Token, [property: JsonIgnore] bool IsNew)
{
    private const string FileName = "demo.json";

    public override string ToString() => Email;

    /// <summary>Null if there is none.</summary>
    public static DemoAccount? Load(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<DemoAccount>(File.ReadAllText(file));
        }
        catch (JsonException e)
        {
            throw new VerbException($"{file} is damaged ({e.Message}). To start over, delete the folder {dataDirectory}.");
        }
    }

    public void Save(string dataDirectory)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(Path.Combine(dataDirectory, FileName), options);
        JsonSerializer.Serialize(file, this);
    }
}
