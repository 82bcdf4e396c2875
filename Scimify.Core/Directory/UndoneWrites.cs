using System.Text.Json;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory;

/// <summary>
/// What the refused writes of one resource found. If a later write is refused too, it goes back to the value from before both,
/// whichever servers took them. Used only in the transaction that undoes a write.
/// </summary>
/// <typeparam name="TBefore">What a write found, and goes back to.</typeparam>
/// <param name="store">Remembers it for some minutes, because whoever waits for Looker waits only seconds.</param>
/// <param name="row">The resource.</param>
/// <param name="now">The time of the transaction.</param>
internal sealed class UndoneWrites<TBefore>(IUndoneWriteStore store, RowId row, DateTimeOffset now)
    where TBefore : class, IFoundState
{
    /// <summary>A row has more columns than what is desired of it. Only those come back that anybody may set.</summary>
    private static readonly JsonSerializerOptions Format = new() { IgnoreReadOnlyProperties = true };

    /// <summary>Notes that a write is refused.</summary>
    /// <param name="generation">The generation that the write made.</param>
    /// <param name="parts">What Looker refused of it.</param>
    /// <param name="json">The resource as the write left it.</param>
    /// <param name="found">What the write found.</param>
    /// <param name="concerns">Whether an attribute of the resource belongs to these parts.</param>
    /// <returns>
    /// What the write goes back to. If it found what other refused writes had left, this is what they found, and the resource is
    /// without what was refused of them. What else they changed stands.
    /// </returns>
    public (TBefore Found, ScimObject Resource) Refused(long generation, Facets parts, byte[] json, TBefore found, Func<Facets, string, bool> concerns)
    {
        store.NoteFound(row, generation, JsonSerializer.SerializeToUtf8Bytes(new Undone(found, json, parts), Format), now);
        var resource = ScimJson.ParseObject(found.Json);
        while (Earlier(found) is { } earlier)
        {
            found = earlier.Found;
            resource = Reversal.Of(resource, ScimJson.ParseObject(earlier.Json), ScimJson.ParseObject(found.Json), name => concerns(earlier.Parts, name));
        }

        return (found, resource);
    }

    /// <summary>A later write was undone, so that the resource is again as the write of this generation left it.</summary>
    public void Restored(long generation, long version) => store.NoteRestored(row, generation, version, now);

    /// <summary>Whether the resource is as this write left it.</summary>
    public bool IsUntouched(long generation, long written, long current) => current == written || store.RestoredAs(row, generation) == current;

    private Undone? Earlier(TBefore found) =>
        store.FoundBy(row, found.Generation) is { } text && JsonSerializer.Deserialize<Undone>(text, Format) is { } earlier && earlier.Found.Generation < found.Generation
            ? earlier
            : null;

    /// <param name="Found">What the write found.</param>
    /// <param name="Json">The resource as the write left it.</param>
    /// <param name="Parts">What Looker refused of the write.</param>
    private sealed record Undone(TBefore Found, byte[] Json, Facets Parts);
}

/// <summary>What a write of a resource found.</summary>
internal interface IFoundState
{
    /// <summary>The desired generation of the row.</summary>
    long Generation { get; }

    byte[] Json { get; }
}

/// <summary>What one refused write found. Kept for some minutes, for later writes of the same resource that are refused too.</summary>
public sealed class UndoneWrite
{
    /// <summary>A user or a group.</summary>
    public RowKind Kind { get; set; }

    public long RowKey { get; set; }

    /// <summary>The desired generation that the write made.</summary>
    public long Generation { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>JSON of what the write found, and of the resource as the write left it; null if it was not refused.</summary>
    public byte[]? Found { get; set; }

    /// <summary>The version in which the resource was again as this write left it; null if it never was.</summary>
    public long? RestoredVersion { get; set; }
}

/// <summary>Remembers what refused writes found, in the same transaction.</summary>
public interface IUndoneWriteStore
{
    /// <returns>What the refused write of this generation found; null if it was not refused, or is forgotten.</returns>
    byte[]? FoundBy(RowId row, long generation);

    /// <returns>The version in which the resource was again as the write of this generation left it; null if it never was.</returns>
    long? RestoredAs(RowId row, long generation);

    void NoteFound(RowId row, long generation, byte[] found, DateTimeOffset at);

    void NoteRestored(RowId row, long generation, long version, DateTimeOffset at);
}
