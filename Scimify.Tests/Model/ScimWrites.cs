using System.Text.Json;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Tests.Model;

/// <summary>The model's writes as the product gets them.</summary>
internal static class ScimWrites
{
    /// <param name="product">Gets the write.</param>
    /// <param name="write">About a place that is filled, or about to be.</param>
    /// <param name="model">Before the write.</param>
    /// <param name="users">The SCIM IDs by place; a new one is added.</param>
    /// <param name="groups">Likewise.</param>
    /// <param name="refused">Hears what the directory itself answered.</param>
    /// <returns>Null: the directory refused.</returns>
    public static async Task<Underway?> CommitAsync(
        ProductWorld product, Step.Write write, ModelState model, Dictionary<int, Guid> users, Dictionary<int, Guid> groups, Action<ModelAnswer> refused)
    {
        try
        {
            var made = await product.CommitAsync(async (request, people, teams) =>
            {
                switch (write)
                {
                    case Step.NewUser user:
                        var email = user.IsPlain ? null : user.Address;
                        var created = await people.CreateAsync(request, ProductWorld.Json(User(user.IsPlain ? user.Address : $"p{user.Person}", email, user.Given, user.Active)), default);
                        return (created.User!.Row.Id, 201, created.Receipt);
                    case Step.PutUser user:
                        var person = model.People[user.Person];
                        var body = User(person.Email is null ? user.Address : person.UserName, person.Email is null ? null : user.Address, user.Given, user.Active);
                        return (null, 200, (await people.ReplaceAsync(request, users[user.Person], ProductWorld.Json(body), null, default)).Receipt);
                    case Step.PatchUser or Step.SoftDelete:
                        var place = ModelState.PersonOf(write)!.Value;
                        return (null, 200, (await people.PatchAsync(request, users[place], Operations(ScimResourceTypes.User, Patch(write, model.People[place])), null, default)).Receipt);
                    case Step.DeleteUser user:
                        return (null, 204, (await people.DeleteAsync(request, users[user.Person], null, default)).Receipt);
                    case Step.NewGroup group:
                        var team = await teams.CreateAsync(request, ProductWorld.Json(Group(group.Name, Ids(group.Members))), default);
                        return (team.Group!.Row.Id, 201, team.Receipt);
                    case Step.PutGroup group:
                        return (null, 200, (await teams.ReplaceAsync(request, groups[group.Group], ProductWorld.Json(Group(group.Name, Ids(group.Members))), null, default)).Receipt);
                    case Step.PatchGroup group:
                        return (null, 204, (await teams.PatchAsync(request, groups[group.Group], Operations(ScimResourceTypes.Group, PatchOf(group)), null, default)).Receipt);
                    case Step.DeleteGroup group:
                        return (null, 204, (await teams.DeleteAsync(request, groups[group.Group], null, default)).Receipt);
                    default:
                        throw new ArgumentOutOfRangeException(nameof(write));
                }
            });
            if (made.Id is { } id)
            {
                (write is Step.NewUser ? users : groups)[ModelState.PersonOf(write) ?? ModelState.GroupOf(write)!.Value] = id;
            }

            return made;
        }
        catch (ScimException e)
        {
            refused(new(e.Status, null, e.Detail));
            return null;
        }

        IEnumerable<string> Ids(Numbers places) => places.All.Where(model.People.ContainsKey).Select(p => users[p].ToString("D"));

        string PatchOf(Step.PatchGroup group) => Joined(
        [
            group.Name is { } name ? Operation("replace", "displayName", JsonSerializer.Serialize(name)) : null,
            group.Add.All.Length > 0 ? Operation("add", "members", Members(Ids(group.Add))) : null,
            .. Ids(group.Remove).Select(id => $$"""{"op":"remove","path":"members[value eq \"{{id}}\"]"}"""),
        ]);
    }

    private static string Patch(Step.Write write, ModelPerson person) => Joined(write switch
    {
        Step.PatchUser user =>
        [
            user.Active is { } active ? Operation("replace", "active", active ? "true" : "false") : null,
            user.Address is { } address ? Operation("replace", person.Email is null ? "userName" : "emails[type eq \\\"work\\\"].value", JsonSerializer.Serialize(address)) : null,
            user.Given is { } given ? Operation("replace", "name.givenName", JsonSerializer.Serialize(given)) : null,
        ],
        _ => [Operation("Replace", "userName", $"\"{ModelState.Hex}{person.UserName}\""), Operation("Replace", "active", "\"False\"")],
    });

    private static string Joined(IEnumerable<string?> operations) => string.Join(',', operations.Where(operation => operation is not null));

    private static string Operation(string op, string path, string value) => $$"""{"op":"{{op}}","path":"{{path}}","value":{{value}}}""";

    private static IReadOnlyList<PatchOperation> Operations(ScimResourceType type, string operations) => PatchRequest.Parse(
        ProductWorld.Json($$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operations}}]}"""), type, Dialect.Tolerant, new ToleranceLog());

    private static string User(string userName, string? email, string given, bool active) =>
        $$"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{userName}}","name":{"givenName":"{{given}}","familyName":"Family"},
         {{(email is null ? "" : $$"""  "emails":[{"value":"{{email}}","type":"work","primary":true}], """)}}"active":{{(active ? "true" : "false")}}}
        """;

    private static string Group(string name, IEnumerable<string> members) => $$"""{"displayName":"{{name}}","members":{{Members(members)}}}""";

    private static string Members(IEnumerable<string> ids) => $"[{string.Join(',', ids.Select(id => $$"""{"value":"{{id}}"}"""))}]";
}
