using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Primitives;

namespace Scimify.Core.Streams;

/// <summary>Events of one source that are sent together, and where the stream is once they are taken.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Position">The key of the last entry.</param>
/// <param name="Writes">The entries with their states, if they are of a provisioning log.</param>
public sealed record LogStreamBatch(StreamSource Source, long Position, IReadOnlyList<LogStreamWaiting> Writes)
{
    public const int MostEntries = 500;

    /// <summary>A batch ends before the event that would make it larger. An event that is larger by itself goes alone.</summary>
    public const int MostBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each is one line of JSON.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>When the last entry happened.</summary>
    public required DateTimeOffset At { get; init; }

    public static string Line(LogStreamFormat format, StreamedEvent e) => (format == LogStreamFormat.Ecs ? EcsEvent.Of(e) : OcsfEvent.Of(e)).ToJsonString(Json);

    /// <summary>The body of a message. It says nothing of the attempt, so that a repeated batch has the same bytes.</summary>
    public byte[] Body(LogStream stream)
    {
        var start = new JsonObject
        {
            ["type"] = LogStreamEngine.Kind,
            ["timestamp"] = EventTime.Text(At),
            ["streamUuid"] = stream.Id.ToString(),
            ["format"] = EnumWords.Of(stream.Format),
        }.ToJsonString(Json);
        return Encoding.UTF8.GetBytes($"{start[..^1]},\"data\":[{string.Join(',', Events)}]}}");
    }

    /// <summary>The same for the same bytes of the same stream, so that a receiver can tell a repetition.</summary>
    public static Guid IdOf(ReadOnlySpan<byte> body) => new(SHA256.HashData(body).AsSpan(0, 16));
}

/// <summary>One order of entries.</summary>
/// <param name="IntegrationKey">Whose provisioning log it is.</param>
/// <param name="IsChanges">Whether it has the entries that were sent and have changed since, in place of those that were not sent.</param>
public readonly record struct StreamSource(int IntegrationKey, bool IsChanges = false)
{
    /// <summary>The audit log. No integration has this key.</summary>
    public static StreamSource Audit { get; } = new(0);
}
