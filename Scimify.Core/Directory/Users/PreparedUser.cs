using Scimify.Core.Scim;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Users;

/// <summary>A user after a change, computed outside the transaction.</summary>
/// <param name="Resource">The changed resource.</param>
/// <param name="Json">Its bytes; null when nothing changed.</param>
/// <param name="IsWhole">The write asks for all of it once more, also for what is as before.</param>
internal sealed record PreparedUser(ScimObject Resource, byte[]? Json, bool IsWhole)
{
    public static PreparedUser Of(StoredUser current, Func<ScimObject, ScimObject> change, bool isWhole)
    {
        var before = ScimJson.ParseObject(current.Json);
        var after = StoredJson.WithId(change(before), current.Row.Id);
        return after.Equals(before) ? new(before, null, isWhole) : new(after, StoredJson.ToUtf8(after), isWhole);
    }
}

/// <summary>The form in which resources are stored.</summary>
internal static class StoredJson
{
    /// <summary>The limit of a resource's bytes, without members. Lists and searches read a thousand of them at a time.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <exception cref="ScimException">413: it is larger than <see cref="MaxBytes"/>.</exception>
    public static byte[] ToUtf8(ScimObject resource)
    {
        var json = ScimJson.ToUtf8(resource);
        return json.Length <= MaxBytes
            ? json
            : throw ScimException.PayloadTooLarge($"The resource has {json.Length} bytes, and at most {MaxBytes} are allowed.");
    }

    /// <summary>First <c>schemas</c>, then <c>id</c>, then the rest in order.</summary>
    public static ScimObject WithId(ScimObject resource, Guid id)
    {
        var builder = new ScimObject.Builder();
        builder.AddIfPresent("schemas", resource["schemas"]);
        builder.Add("id", new ScimString(id.ToString("D")));
        foreach (var (name, value) in resource)
        {
            if (!name.Equals("schemas", StringComparison.OrdinalIgnoreCase) && !name.Equals("id", StringComparison.OrdinalIgnoreCase))
            {
                builder.Add(name, value);
            }
        }

        return builder.Build();
    }
}
