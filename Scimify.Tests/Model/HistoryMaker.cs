namespace Scimify.Tests.Model;

/// <summary>Makes histories from seeds: short, with few people, groups, addresses and names, so that they meet.</summary>
internal static class HistoryMaker
{
    private const int People = 4;
    private const int Teams = 3;

    /// <summary>So many short histories come with one long one. What goes wrong takes few steps, so many short ones find more.</summary>
    private const int Short = 9;

    /// <summary>A stranger who can be taken over has the first of the last four, a Looker administrator the second, and nobody can have the others.</summary>
    private static readonly string[] Addresses =
        ["a@example.com", "b@example.com", "c@example.com", "d@example.com", "bert.baker@example.com", "olga.operator@example.com", LookerWire.RefusedAddress, ModelState.BadAddress];

    private static readonly string[] Given = ["Ann", "Ben", "Cat", new('x', 300), LookerWire.ForbiddenName];
    private static readonly string[] Names = ["Red", "Blue", "Green", "Analysts", "SAML Finance", new('y', 300)];

    public static History Make(int seed)
    {
        var random = new Random(seed);
        var steps = new List<Step>();
        var isLong = random.Next(Short + 1) == 0;
        for (var i = random.Next(isLong ? 2 : 1, isLong ? 5 : 4); i > 0; i--)
        {
            steps.Add(NewUser(random, i % People));
        }

        for (var i = random.Next(isLong ? 3 : 2); i > 0; i--)
        {
            steps.Add(NewGroup(random, i % Teams));
        }

        for (var length = isLong ? random.Next(8, 22) : steps.Count + random.Next(2, 6); steps.Count < length;)
        {
            steps.Add(Any(random));
        }

        return new(seed, random.Next(4) == 0, random.Next(4) == 0, steps);
    }

    private static Step Any(Random random) => random.Next(100) switch
    {
        < 62 => Write(random),
        < 70 => new Step.Meet(Write(random), Write(random), random.Next(2) == 0),
        < 76 => new Step.Turn((Weather)random.Next(1, 5)),
        < 82 => new Step.Turn(Weather.Fine),
        < 88 => new Step.Hit((Strike)random.Next(6), random.Next(4)),
        < 91 => new Step.Pause(random.Next(3) > 0),
        < 92 => new Step.Crash(),
        < 94 => new Step.Decide(random.Next(2) == 0),
        < 95 => new Step.Wait(random.Next(1, 90)),
        < 97 => new Step.Stranger(Addresses[random.Next(4)]),
        _ => new Step.Edit((Edited)random.Next(8), random.Next(People)),
    };

    private static Step.Write Write(Random random) => random.Next(100) switch
    {
        < 14 => NewUser(random, random.Next(People)),
        < 48 => Patch(random),
        < 56 => new Step.PutUser(random.Next(People), random.Next(4) > 0, Address(random), Name(random)),
        < 60 => new Step.SoftDelete(random.Next(People)),
        < 68 => new Step.DeleteUser(random.Next(People)),
        < 76 => NewGroup(random, random.Next(Teams)),
        < 90 => new Step.PatchGroup(random.Next(Teams), random.Next(2) == 0 ? GroupName(random) : null, Some(random), Some(random)),
        < 95 => new Step.PutGroup(random.Next(Teams), GroupName(random), Some(random)),
        _ => new Step.DeleteGroup(random.Next(Teams)),
    };

    private static Step.PatchUser Patch(Random random)
    {
        var asked = random.Next(1, 8);
        return new(
            random.Next(People),
            (asked & 1) == 0 ? null : random.Next(2) == 0,
            (asked & 2) == 0 ? null : Address(random),
            (asked & 4) == 0 ? null : Name(random));
    }

    private static Step.NewUser NewUser(Random random, int person) => new(person, Address(random), Name(random), random.Next(6) > 0, random.Next(3) == 0);

    private static Step.NewGroup NewGroup(Random random, int group) => new(group, GroupName(random), Some(random));

    /// <summary>Seldom one of those that are refused.</summary>
    private static string Address(Random random) => Addresses[random.Next(5) > 0 ? random.Next(4) : random.Next(Addresses.Length)];

    private static string Name(Random random) => Given[random.Next(6) > 0 ? random.Next(3) : random.Next(Given.Length)];

    private static string GroupName(Random random) => Names[random.Next(6) > 0 ? random.Next(3) : random.Next(Names.Length)];

    private static Numbers Some(Random random) => new([.. Enumerable.Range(0, People).Where(_ => random.Next(3) == 0)]);
}
