using System.Text.Json;
using Scimify.Core.Directory.Users;
using Scimify.Portal.Sandbox;

namespace Scimify.Tests.Model;

/// <summary>How many the integration's counters say there are.</summary>
internal sealed record Counted(long Users, long Active, long Groups, long Memberships);

/// <summary>Compares what is stored and what Looker has with the model, and knows what people did in Looker by hand.</summary>
internal sealed class Comparison(ProductWorld product)
{
    private readonly HashSet<string> _strangers = [];
    private readonly HashSet<(string Group, string User)> _byHand = [];
    private readonly HashSet<string> _edited = [];

    /// <summary>Somebody changed objects of ours in Looker.</summary>
    public bool IsEdited => _edited.Count > 0;

    /// <summary>The IDs of these objects.</summary>
    public IReadOnlySet<string> Edited => _edited;

    /// <summary>Accounts that were never made through Scimify.</summary>
    public IReadOnlySet<string> Strangers => _strangers;

    /// <summary>Memberships that were there before.</summary>
    public IReadOnlySet<(string Group, string User)> ByHand => _byHand;

    private LookerSandbox Looker => product.Wire.Looker;

    public void Begin() => Looker.With(world =>
    {
        _strangers.UnionWith(world.Users.Keys);
        _byHand.UnionWith(world.Users.Values.SelectMany(u => u.GroupIds.Select(g => (g, u.Id))));
    });

    public void AddStranger(string address) => Looker.With(world =>
    {
        if (!world.TryFindByEmail(address, out _))
        {
            _strangers.Add(SandboxEdits.AddUser(world, new() { ["first_name"] = "Some", ["last_name"] = "Body", ["email"] = address }).Id);
        }
    });

    public void Edit(Step.Edit edit, IReadOnlyDictionary<int, Guid> users, IReadOnlyDictionary<int, Guid> groups, StoredRows rows) => Looker.With(world =>
    {
        var account = users.TryGetValue(edit.Place, out var person) && rows.Users.FirstOrDefault(u => u.Row.Id == person).Row?.LookerUserId is { } userId
            ? world.Users.GetValueOrDefault(userId) : null;
        var team = groups.TryGetValue(edit.Place, out var group) && rows.Groups.FirstOrDefault(g => g.Id == group)?.LookerGroupId is { } groupId
            ? world.Groups.GetValueOrDefault(groupId) : null;
        switch (edit.What)
        {
            case Model.Edited.Disabled or Model.Edited.Enabled when account is not null:
                SandboxEdits.EditUser(world, account, new() { ["is_disabled"] = edit.What == Model.Edited.Disabled });
                break;
            case Model.Edited.Renamed when account is not null:
                SandboxEdits.EditUser(world, account, new() { ["first_name"] = "By hand" });
                break;
            case Model.Edited.Readdressed when account is not null && !world.TryFindByEmail($"hand{account.Id}@example.com", out _):
                SandboxEdits.EditUser(world, account, new() { ["email"] = $"hand{account.Id}@example.com" });
                break;
            case Model.Edited.TakenOut when account is not null:
                account.GroupIds.Select(id => world.Groups[id]).ToList().ForEach(left => world.Leave(account, left));
                break;
            case Model.Edited.Deleted when account is not null:
                world.Delete(account);
                break;
            case Model.Edited.GroupRenamed when team is not null && !world.TryFindGroup($"By hand {team.Id}", out _):
                world.Rename(team, $"By hand {team.Id}");
                break;
            case Model.Edited.GroupDeleted when team is not null:
                world.Delete(team);
                break;
            default:
                return;
        }

        _edited.Add(account?.Id ?? team!.Id);
    });

    /// <summary>The directory in the model's words.</summary>
    public static string Shown(StoredRows rows, IReadOnlyDictionary<int, Guid> users, IReadOnlyDictionary<int, Guid> groups)
    {
        var placeOf = users.ToDictionary(u => u.Value, u => u.Key);
        var placeOfGroup = groups.ToDictionary(g => g.Value, g => g.Key);
        var places = rows.Users.Where(u => u.Row.DeletedAt is null).ToDictionary(u => u.Row.Key, u => placeOf.GetValueOrDefault(u.Row.Id, -1));
        return string.Join('\n', rows.Users.Where(u => u.Row.DeletedAt is null).OrderBy(u => places[u.Row.Key]).Select(u => $"user {places[u.Row.Key]}: {Person(u.Json!)}").Concat(
            rows.Groups.Where(g => g.DeletedAt is null).Select(g => (Place: placeOfGroup.GetValueOrDefault(g.Id, -1), Group: g)).OrderBy(g => g.Place).Select(g =>
                $"group {g.Place}: {g.Group.DisplayName} with {string.Join(' ', rows.Memberships.Where(m => m.Desired && m.GroupKey == g.Group.Key).Select(m => places.GetValueOrDefault(m.UserKey, -1)).Order())}")));
    }

    public static void RequireCounts(Counted counted, StoredRows rows)
    {
        var actual = new Counted(
            rows.Users.Count(u => u.Row.DeletedAt is null),
            rows.Users.Count(u => u.Row is { DeletedAt: null, Active: true }),
            rows.Groups.Count(g => g.DeletedAt is null),
            rows.Memberships.Count(m => m.Desired));
        if (counted != actual)
        {
            throw new DisagreementException($"the counters say {counted}, and there are {actual}");
        }
    }

    /// <summary>Nobody whom SCIM wants out is in, unless Looker is away, or a call may still take effect late, or a person has yet to decide.</summary>
    public void RequireOut(ModelState model, IReadOnlyDictionary<int, Guid> users, IReadOnlyDictionary<int, Guid> groups, StoredRows rows, bool isEnd = false)
    {
        if (product.IsPaused || product.Wire.Weather != Weather.Fine || !product.IsHealthy || product.Clock.GetUtcNow() < product.Wire.LateUntil)
        {
            return;
        }

        var placeOf = users.ToDictionary(u => u.Value, u => u.Key);
        var placeOfGroup = groups.ToDictionary(g => g.Value, g => g.Key);
        var ownerOf = rows.Users.Where(u => u.Row.LookerUserId is not null).ToDictionary(u => u.Row.LookerUserId!, u => u.Row);
        Looker.With(world =>
        {
            foreach (var account in world.Users.Values.Where(u => u is { IsDisabled: false, Email: not null } && (isEnd || !_edited.Contains(u.Id))))
            {
                if (!ownerOf.TryGetValue(account.Id, out var row) ? !_strangers.Contains(account.Id) : !MayBeIn(row))
                {
                    throw new DisagreementException($"the account {account.Id} ({account.Email!.Address}) is enabled, and SCIM wants it out");
                }
            }

            foreach (var group in rows.Groups.Where(g => g.LookerGroupId is not null && world.Groups.ContainsKey(g.LookerGroupId)))
            {
                var team = group.DeletedAt is null && placeOfGroup.TryGetValue(group.Id, out var place) ? model.Teams.GetValueOrDefault(place) : null;
                foreach (var member in world.Groups[group.LookerGroupId!].MemberIds.Where(m => !_byHand.Contains((group.LookerGroupId!, m)) && ownerOf.ContainsKey(m)))
                {
                    var isWanted = placeOf.TryGetValue(ownerOf[member].Id, out var person) && team?.Members.Contains(person) == true;
                    if (!isWanted && !group.IsHeld && !rows.Memberships.Any(m => m.IsHeld && m.GroupKey == group.Key && m.UserKey == ownerOf[member].Key))
                    {
                        throw new DisagreementException($"the account {member} is in the group {group.DisplayName}, and SCIM wants it out");
                    }
                }
            }
        });

        bool MayBeIn(ScimUserRow row) => placeOf.TryGetValue(row.Id, out var place) && model.People.TryGetValue(place, out var person)
            ? person.Active || person.IsHeld
            : row.IsHeld;
    }

    /// <summary>Looker has what the answer says that it has.</summary>
    public void RequireApplied(Attempt attempt, ModelState model, IReadOnlyDictionary<int, Guid> users, IReadOnlyDictionary<int, Guid> groups, StoredRows rows)
    {
        if (product.Clock.GetUtcNow() < product.Wire.LateUntil || IsEdited)
        {
            return;
        }

        var wrong = Looker.With(world => ModelState.PersonOf(attempt.Write) is { } place
            ? PersonIsWrong(attempt, model.People.GetValueOrDefault(place), rows.Users.FirstOrDefault(u => u.Row.Id == users[place]).Row, world)
            : GroupIsWrong(attempt, model.Teams.GetValueOrDefault(ModelState.GroupOf(attempt.Write)!.Value), groups[ModelState.GroupOf(attempt.Write)!.Value], users, rows, world));
        if (wrong is not null)
        {
            throw new DisagreementException($"{attempt.Write} was answered {attempt.Answer}, but {wrong}");
        }
    }

    private static string? PersonIsWrong(Attempt attempt, ModelPerson? person, ScimUserRow? row, SandboxWorld world)
    {
        var account = row?.LookerUserId is { } id ? world.Users.GetValueOrDefault(id) : null;
        if (person is null)
        {
            return account is { IsDisabled: false } ? $"the account {account.Id} is enabled" : null;
        }

        if (account is null)
        {
            return person.Active && row?.IsHeld != true ? "there is no account" : null;
        }

        // A removal of access asks for nothing else again.
        var before = attempt.Before.People.GetValueOrDefault(attempt.Write is Step.NewUser made ? -1 - made.Person : ModelState.PersonOf(attempt.Write)!.Value);
        var isWhole = before is null || (attempt.Write is Step.PutUser && (person.Active || !before.Active));
        return account.IsDisabled == person.Active && !person.IsHeld && (isWhole || before!.Active != person.Active) ? $"the account is {(account.IsDisabled ? "disabled" : "enabled")}"
            : (isWhole || before!.Address != person.Address) && !string.Equals(account.Email?.Address, person.Address, StringComparison.OrdinalIgnoreCase) ? $"its address is {account.Email?.Address}"
            : (isWhole || before!.Given != person.Given) && account.FirstName != person.Given ? $"its first name is {account.FirstName}"
            : null;
    }

    private static string? GroupIsWrong(Attempt attempt, ModelTeam? team, Guid id, IReadOnlyDictionary<int, Guid> users, StoredRows rows, SandboxWorld world)
    {
        var row = rows.Groups.FirstOrDefault(g => g.Id == id);
        var group = row?.LookerGroupId is { } groupId ? world.Groups.GetValueOrDefault(groupId) : null;
        if (team is null)
        {
            return null;
        }

        (string? Name, int[] Members) asked = attempt.Write switch
        {
            Step.NewGroup made => (made.Name, made.Members.All),
            Step.PutGroup put => (put.Name, put.Members.All),
            Step.PatchGroup patch => (patch.Name, patch.Add.All),
            _ => (null, []),
        };
        return asked.Name is not null && group?.Name != asked.Name ? $"its name is {group?.Name ?? "nothing"}"
            : asked.Members.Intersect(team.Members).Select(m => rows.Users.First(u => u.Row.Id == users[m]).Row).FirstOrDefault(u => u.LookerUserId is null || group?.MemberIds.Contains(u.LookerUserId) != true) is { } missing
                ? $"{missing.UserName} is not in it"
            : null;
    }

    private static string Person(string json)
    {
        using var document = JsonDocument.Parse(json);
        var user = document.RootElement;
        var email = user.TryGetProperty("emails", out var emails) ? emails[0].GetProperty("value").GetString() : null;
        return new ModelPerson(user.GetProperty("userName").GetString()!, email, user.GetProperty("name").GetProperty("givenName").GetString()!, user.GetProperty("active").GetBoolean()).Shown;
    }
}
