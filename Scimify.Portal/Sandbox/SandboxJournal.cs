using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scimify.Portal.Sandbox;

/// <summary>The state file. It has one JSON line for each object that changed, appended before the answer is sent. Each start
/// rewrites the whole file, in a temporary file that is then renamed.</summary>
internal sealed class SandboxJournal : IDisposable
{
    private readonly FileStream _file;

    private SandboxJournal(FileStream file) => _file = file;

    /// <summary>Reads what an earlier sandbox left. False if there is nothing.</summary>
    /// <exception cref="InvalidDataException">A line cannot be read, and it is not a torn last one.</exception>
    public static bool Load(string path, SandboxWorld world)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        var lines = File.ReadAllLines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                Apply(JsonNode.Parse(lines[i])!.AsObject(), world);
            }
            catch (JsonException) when (i == lines.Length - 1)
            {
                // The process ended while it wrote this line, so its change was never acknowledged.
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"The sandbox state in {path} is damaged in line {i + 1}. Delete the file to start over.", e);
            }
        }

        world.Index();
        world.Touched.Clear();
        return world.Users.Count > 0;
    }

    /// <summary>Writes the whole world, and appends from there on.</summary>
    public static SandboxJournal Begin(string path, SandboxWorld world)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var fresh = path + ".new";
        using (var writer = new StreamWriter(fresh))
        {
            foreach (var (kind, last) in world.LastIds)
            {
                writer.WriteLine(new JsonObject { ["counter"] = kind, ["last"] = last }.ToJsonString());
            }

            foreach (var item in world.Everything())
            {
                writer.WriteLine(Line(item).ToJsonString());
            }
        }

        File.Move(fresh, path, overwrite: true);
        world.Touched.Clear();
        return new SandboxJournal(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 65_536));
    }

    /// <summary>Appends what has changed, and passes it to the operating system.</summary>
    public void Write(SandboxWorld world)
    {
        if (world.Touched.Count == 0)
        {
            return;
        }

        foreach (var (kind, id) in world.Touched)
        {
            var line = world.Find(kind, id) is { } item ? Line(item) : new JsonObject { ["gone"] = kind, ["id"] = id };
            _file.Write(JsonSerializer.SerializeToUtf8Bytes(line));
            _file.WriteByte((byte)'\n');
        }

        world.Touched.Clear();
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private static JsonObject Line(SandboxObject item) =>
        new() { ["kind"] = SandboxWorld.KindOf(item), ["item"] = JsonSerializer.SerializeToNode(item, item.GetType()) };

    private static void Apply(JsonObject line, SandboxWorld world)
    {
        if (line["counter"] is { } counter)
        {
            world.NoteId(counter.GetValue<string>(), line["last"]!.GetValue<long>());
        }
        else if (line["gone"] is { } gone)
        {
            var id = line["id"]!.GetValue<string>();
            _ = gone.GetValue<string>() switch
            {
                "user" => world.Users.Remove(id),
                "group" => world.Groups.Remove(id),
                "plan" => world.Plans.Remove(id),
                "saml" => world.Saml.Remove(id),
                var kind => throw new JsonException($"No {kind} can be gone."),
            };
        }
        else
        {
            var item = line["item"];
            world.Save(line["kind"]?.GetValue<string>() switch
            {
                "user" => item.Deserialize<SandboxUser>()!,
                "group" => item.Deserialize<SandboxGroup>()!,
                "role" => item.Deserialize<SandboxRole>()!,
                "attribute" => item.Deserialize<SandboxAttribute>()!,
                "look" => item.Deserialize<SandboxLook>()!,
                "dashboard" => item.Deserialize<SandboxDashboard>()!,
                "plan" => item.Deserialize<SandboxPlan>()!,
                "saml" => item.Deserialize<SandboxSaml>()!,
                var kind => throw new JsonException($"Unknown kind {kind}."),
            });
        }
    }
}
