using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scimify.Portal.CommandLine.Demo;

/// <summary>
/// What the demo prints again at each start. Kept in clear, in a file for the owner's eyes only: it opens nothing but
/// the sandbox of the same folder.
/// </summary>
/// <param name="IntegrationId">Null: not made yet.</param>
/// <param name="Token">Null: not made yet.</param>
/// <param name="IsNew">Made at this start.</param>
internal sealed record DemoAccount(string Email, string Password, Guid? IntegrationId, string? Token, [property: JsonIgnore] bool IsNew)
{
    private const string FileName = "demo.json";

    public override string ToString() => Email;

    /// <summary>Null when there is none, or it cannot be read.</summary>
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
            throw new VerbException($"{file} is damaged ({e.Message}). To begin anew, delete the folder {dataDirectory}.");
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
