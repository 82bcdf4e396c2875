using System.Data.Common;
using Scimify.Core.Directory;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Directory;

/// <summary>
/// A resource that is checked one by one: the document with meta and Looker's ID, as an answer would have them. Only memberships
/// are missing, which <see cref="CandidateFilter"/> gets from the database.
/// </summary>
internal static class Candidate
{
    private const int Body = 6;

    /// <summary>The column after the document.</summary>
    public const int Next = Body + 1;

    /// <summary>The key comes first, and the document after all others.</summary>
    public static string Columns(ListSource source) => string.Join(
        ", ",
        [
            .. ((string[])["key", "id", "version", "created_at", "updated_at"]).Select(name => $"{source.Alias}.{name}"),
            source.Looker is { } looker ? $"{source.Alias}.{looker.Column}" : "NULL",
        ]);

    public static ScimObject Read(DbDataReader reader, ListSource source, ServedAs? served)
    {
        var resource = source.Body.Read(Guid.Parse(reader.GetString(1)), reader, Body);
        if (source.Looker is { } looker && Extension(resource, reader, looker, served) is { Count: > 0 } extension)
        {
            resource = resource.With(looker.Schema.Id, extension);
        }

        return resource.With(CommonAttributes.Meta.Name, Meta(reader, source, served));
    }

    private static ScimObject Extension(ScimObject resource, DbDataReader reader, LookerExtension looker, ServedAs? served)
    {
        var extension = resource.GetObject(looker.Schema.Id) ?? ScimObject.Empty;
        if (served is not null && looker.Schema.Find("description") is { } description)
        {
            extension = extension.With(description.Name, new ScimString(served.GroupDescription));
        }

        return SyncColumnMap.Text(reader, 5) is { } lookerId ? extension.With(looker.Attribute, new ScimString(lookerId)) : extension;
    }

    private static ScimObject Meta(DbDataReader reader, ListSource source, ServedAs? served)
    {
        var meta = ScimObject.Of(
            ("resourceType", new ScimString(source.Type.Name)),
            ("created", new ScimString(ScimDateTime.Format(SyncColumnMap.Time(reader, 3)))),
            ("lastModified", new ScimString(ScimDateTime.Format(SyncColumnMap.Time(reader, 4)))),
            ("version", new ScimString(ETag.Format(reader.GetInt64(2)))));
        return served is null ? meta : meta.With("location", new ScimString($"{served.BaseUrl}{source.Type.Endpoint}/{reader.GetString(1)}"));
    }
}
