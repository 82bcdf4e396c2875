using System.Text.Json;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Reviews;

/// <summary>Finds the managers of the people in the list of a review, as SCIM told of them.</summary>
internal static class ReviewManagers
{
    /// <summary>Gives each row its manager, and counts those without one.</summary>
    /// <returns>Each manager once.</returns>
    /// <exception cref="ValidationFailedException"><c>managers</c>: nobody in the list has one.</exception>
    public static List<ReviewManager> Assign(ScimifyContext db, AccessReview review, List<ReviewedAccess> rows)
    {
        var told = Told(db, rows);
        var find = Finder(db, review, [.. told.Values.Distinct(StringComparer.Ordinal)]);
        var managers = new Dictionary<long, ReviewManager>();
        foreach (var row in rows)
        {
            if (row.UserKey is { } user && told.TryGetValue(user, out var value) && find(value) is { } manager && !manager.Owns(row))
            {
                managers.TryAdd(manager.UserKey, manager);
                (row.ManagerKey, row.ManagerId, row.Manager) = (manager.UserKey, manager.ScimId, manager.Name);
            }
        }

        review.WithoutManager = rows.Count(row => row.ManagerKey is null);
        return managers.Count > 0
            ? [.. managers.Values]
            : throw ValidationFailedException.Of("managers", "must be false: SCIM has told of no active manager of anybody in the list.");
    }

    /// <summary>The values of <c>manager</c>, by the keys of the people.</summary>
    private static Dictionary<long, string> Told(ScimifyContext db, List<ReviewedAccess> rows)
    {
        var users = rows.Select(row => row.UserKey).OfType<long>().Distinct().ToList();
        var told = new Dictionary<long, string>();
        foreach (var body in db.ScimUserBodies.Where(b => users.Contains(b.UserKey)).AsEnumerable())
        {
            if (ManagerOf(body.Json) is { } manager)
            {
                told[body.UserKey] = manager;
            }
        }

        return told;
    }

    private static string? ManagerOf(byte[] json)
    {
        using var body = JsonDocument.Parse(json);
        return body.RootElement.TryGetProperty(SchemaUrns.EnterpriseUser, out var extension) && extension.ValueKind == JsonValueKind.Object && extension.TryGetProperty("manager", out var manager)
            && manager.ValueKind == JsonValueKind.Object && manager.TryGetProperty("value", out var value) ? value.GetString() : null;
    }

    /// <summary>
    /// RFC 7643 section 4.3: the value is the SCIM ID of the manager's user. Identity providers that do not know our IDs send the manager's
    /// <c>userName</c> or <c>externalId</c> instead.
    /// </summary>
    private static Func<string, ReviewManager?> Finder(ScimifyContext db, AccessReview review, List<string> values)
    {
        var ids = values.Select(value => Guid.TryParse(value, out var id) ? id : (Guid?)null).OfType<Guid>().ToList();
        var norms = values.ConvertAll(ScimText.Normalise);
        var users = db.ActiveUsers()
            .Where(u => u.IntegrationKey == review.IntegrationKey && (ids.Contains(u.Id) || norms.Contains(u.UserNameNorm) || values.Contains(u.ExternalId!)))
            .Select(u => new { u.Key, u.Id, u.Display, u.UserName, u.UserNameNorm, u.ExternalId, u.LookerEmail }).ToList();
        var managers = users.ToDictionary(u => u.Key, u => new ReviewManager
        {
            UserKey = u.Key, ScimId = u.Id, Name = u.Display, UserName = u.UserName, Address = u.LookerEmail ?? (u.UserName.Contains('@', StringComparison.Ordinal) ? u.UserName : null),
        });
        var (byId, byName, byExternalId) = (users.ToLookup(u => u.Id), users.ToLookup(u => u.UserNameNorm, StringComparer.Ordinal), users.ToLookup(u => u.ExternalId, StringComparer.Ordinal));
        return value => (Guid.TryParse(value, out var id) ? byId[id] : []).Concat(byName[ScimText.Normalise(value)]).FirstOrDefault() is { } user ? managers[user.Key]
            : byExternalId[value].Take(2).ToList() is [var only] ? managers[only.Key]
            : null;
    }
}
