using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Tests.EndToEnd;

/// <summary>Who reports to whom: most people to one of the first three, and every fifth to nobody.</summary>
internal static class ConsoleManagers
{
    public static void Add(ScimifyContext db, IReadOnlyList<ScimUserRow> users)
    {
        foreach (var (user, i) in users.Select((user, i) => (user, i)).Where(one => one.i % 5 > 0))
        {
            var body = db.ScimUserBodies.Local.Single(b => b.UserKey == user.Key);
            var json = JsonNode.Parse(body.Json)!;
            json[SchemaUrns.EnterpriseUser] = new JsonObject { ["manager"] = new JsonObject { ["value"] = users[i % 3].Id.ToString() } };
            body.Json = JsonSerializer.SerializeToUtf8Bytes(json);
        }
    }
}
