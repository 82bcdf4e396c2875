using System.Collections.Immutable;

namespace Scimify.Tests.Model;

/// <summary>A person in the model's directory.</summary>
/// <param name="Email">Null: the userName is the address.</param>
internal sealed record ModelPerson(string UserName, string? Email, string Given, bool Active)
{
    /// <summary>The address from before the directory marked the person as deleted; null: it has not.</summary>
    public string? Kept { get; init; }

    /// <summary>A person has yet to decide whether access ends.</summary>
    public bool IsHeld { get; init; }

    /// <summary>What the account in Looker is to have.</summary>
    public string Address => Kept ?? Email ?? UserName;

    public string Shown => $"{UserName} {Email} {Given} {(Active ? "active" : "inactive")}";
}

internal sealed record ModelTeam(string Name, ImmutableSortedSet<int> Members);

/// <summary>
/// The directory as SCIM has to show it, and with it what Looker is to have. It is as simple as the standard and shares nothing with
/// the product: a write is carried out or has no effect.
/// </summary>
internal sealed record ModelState(ImmutableSortedDictionary<int, ModelPerson> People, ImmutableSortedDictionary<int, ModelTeam> Teams)
{
    /// <summary>Before the userName of whoever is marked as deleted.</summary>
    public const string Hex = "0123456789abcdef0123456789abcdef";

    /// <summary>No address at all.</summary>
    public const string BadAddress = "a;b@example.com";

    public static readonly ModelState Empty = new(ImmutableSortedDictionary<int, ModelPerson>.Empty, ImmutableSortedDictionary<int, ModelTeam>.Empty);

    /// <returns>The directory after the write, and the status of a success; the same directory and the status of the refusal where the
    /// directory itself refuses. Null: the write is about an empty place.</returns>
    public (ModelState After, int Status)? Write(Step.Write write) => write switch
    {
        Step.NewUser made => Create(made),
        Step.PatchUser patch => People.TryGetValue(patch.Person, out var person)
            ? Change(patch.Person, Addressed(person, patch.Address) with { Active = patch.Active ?? person.Active, Given = patch.Given ?? person.Given })
            : null,
        Step.PutUser put => People.TryGetValue(put.Person, out var person)
            ? Change(put.Person, Addressed(person, put.Address) with { Active = put.Active, Given = put.Given })
            : null,
        Step.SoftDelete leaver => People.TryGetValue(leaver.Person, out var person) && !person.UserName.StartsWith(Hex, StringComparison.Ordinal)
            ? Change(leaver.Person, person with { UserName = Hex + person.UserName, Active = false })
            : null,
        Step.DeleteUser leaver => People.ContainsKey(leaver.Person) ? (Without(leaver.Person), 204) : null,
        Step.NewGroup made => Teams.ContainsKey(made.Group) ? null
            : IsTaken(made.Name, made.Group) ? (this, 409)
            : (With(made.Group, new ModelTeam(made.Name, Present(made.Members))), 201),
        Step.PatchGroup patch => Teams.TryGetValue(patch.Group, out var team)
            ? patch.Name is { } name && IsTaken(name, patch.Group) ? (this, 409)
                : (With(patch.Group, new ModelTeam(patch.Name ?? team.Name, team.Members.Union(Present(patch.Add)).Except(patch.Remove.All))), 204)
            : null,
        Step.PutGroup put => Teams.ContainsKey(put.Group)
            ? IsTaken(put.Name, put.Group) ? (this, 409) : (With(put.Group, new ModelTeam(put.Name, Present(put.Members))), 200)
            : null,
        Step.DeleteGroup gone => Teams.ContainsKey(gone.Group) ? (this with { Teams = Teams.Remove(gone.Group) }, 204) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(write)),
    };

    /// <summary>What is left of a write that Looker has refused: only that access ended, and that members left.</summary>
    /// <param name="before">What the write found.</param>
    public ModelState TakenBack(Step.Write write, ModelState before)
    {
        switch (write)
        {
            case Step.PatchUser or Step.PutUser or Step.SoftDelete:
                var place = PersonOf(write)!.Value;
                var (old, now) = (before.People[place], People[place]);
                return With(place, old with { Active = old.Active && now.Active });
            case Step.PatchGroup or Step.PutGroup:
                var group = GroupOf(write)!.Value;
                return With(group, before.Teams[group] with { Members = before.Teams[group].Members.Intersect(Teams[group].Members) });
            default:
                return before;
        }
    }

    public static int? PersonOf(Step.Write write) => write switch
    {
        Step.NewUser made => made.Person,
        Step.PatchUser patch => patch.Person,
        Step.PutUser put => put.Person,
        Step.SoftDelete leaver => leaver.Person,
        Step.DeleteUser leaver => leaver.Person,
        _ => null,
    };

    public static int? GroupOf(Step.Write write) => write switch
    {
        Step.NewGroup made => made.Group,
        Step.PatchGroup patch => patch.Group,
        Step.PutGroup put => put.Group,
        Step.DeleteGroup gone => gone.Group,
        _ => null,
    };

    public ModelState With(int place, ModelPerson person) => this with { People = People.SetItem(place, person) };

    public ModelState With(int place, ModelTeam team) => this with { Teams = Teams.SetItem(place, team) };

    /// <summary>The whole directory, a line each.</summary>
    public string Shown() => string.Join('\n', People.Select(p => $"user {p.Key}: {p.Value.Shown}").Concat(
        Teams.Select(t => $"group {t.Key}: {t.Value.Name} with {string.Join(' ', t.Value.Members)}")));

    private (ModelState, int)? Create(Step.NewUser made)
    {
        if (People.ContainsKey(made.Person))
        {
            return null;
        }

        var person = made.IsPlain
            ? new ModelPerson(made.Address, null, made.Given, made.Active)
            : new ModelPerson($"p{made.Person}", made.Address, made.Given, made.Active);
        return IsBad(person) ? (this, 400) : IsNameTaken(person.UserName, made.Person) ? (this, 409) : (With(made.Person, person), 201);
    }

    private (ModelState, int)? Change(int place, ModelPerson after)
    {
        var before = People[place];
        var refused = IsBad(after) ? 400 : IsNameTaken(after.UserName, place) ? 409 : 0;
        if (refused != 0)
        {
            // Access ends whatever else is refused.
            return (before.Active && !after.Active ? With(place, before with { Active = false }) : this, refused);
        }

        after = after with { IsHeld = after.IsHeld && !after.Active };
        var sent = after.Email ?? after.UserName;
        return (With(place, after with { Kept = !after.Active && sent == Hex + before.Address ? before.Address : !after.Active && after.Kept is not null && sent == Hex + after.Kept ? after.Kept : null }), 200);
    }

    private static bool IsBad(ModelPerson person) => (person.Email ?? person.UserName) == BadAddress;

    private static ModelPerson Addressed(ModelPerson person, string? address) =>
        address is null ? person : person.Email is null ? person with { UserName = address } : person with { Email = address };

    private ModelState Without(int place) => new(
        People.Remove(place), Teams.ToImmutableSortedDictionary(t => t.Key, t => t.Value with { Members = t.Value.Members.Remove(place) }));

    private ImmutableSortedSet<int> Present(Numbers members) => [.. members.All.Where(People.ContainsKey)];

    private bool IsNameTaken(string userName, int place) =>
        People.Any(p => p.Key != place && p.Value.UserName.Equals(userName, StringComparison.OrdinalIgnoreCase));

    private bool IsTaken(string name, int place) => Teams.Any(t => t.Key != place && t.Value.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
