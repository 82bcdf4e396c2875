namespace Scimify.Tests.Model;

/// <summary>Short histories in which the product once did something else than it promises, by what has to come of them.</summary>
internal static class KnownHistories
{
    private const string A = "a@example.com";
    private const string B = "b@example.com";
    private const string C = "c@example.com";
    private const string D = "d@example.com";
    private const string Administrator = "olga.operator@example.com";

    private static readonly string TooLong = new('y', 300);

    public static readonly IReadOnlyDictionary<string, History> All = new Dictionary<string, History>
    {
        ["A call in doubt is looked at again although another part is refused"] = Of(
            New(3, A), New(1, B), new Step.Turn(Weather.CutBefore), new Step.PutUser(3, true, B, "Cat"), new Step.Turn(Weather.Fine)),
        ["The name that comes with a held deactivation reaches Looker"] = Guarded(
            New(0, B), New(3, D), Leave(3), new Step.PatchUser(0, false, null, "Ben")),
        ["The name that was on its way before a held deactivation reaches Looker"] = Guarded(
            New(3, A), New(2, B), new Step.Turn(Weather.Refused), new Step.PatchUser(3, null, null, "Cat"), Leave(2), Leave(3), new Step.Turn(Weather.Fine)),
        ["A held deactivation stays held although the address of the same PATCH is refused"] = Guarded(
            New(0, C), Gone(0), New(2, B), new Step.Stranger(C), new Step.PatchUser(2, false, Administrator, null), new Step.Decide(true)),
        ["The name of a person who comes back inactive while the deletion is held reaches Looker"] = Guarded(
            New(2, A), New(1, D), Leave(2), Gone(1), new Step.NewUser(1, D, "Ben", false, false)),
        ["An address that was on its way beside a held deactivation reaches Looker although the person is written again"] = Guarded(
            New(0, B), New(1, C), Leave(0), new Step.Pause(true), new Step.PatchUser(1, false, A, null), new Step.SoftDelete(1), new Step.Pause(false)),
        ["Access that goes back is sent again although Looker refused it together with a name"] = Of(
            New(2, A), new Step.Meet(new Step.PutUser(2, false, LookerWire.RefusedAddress, "Cat"), new Step.PutUser(2, true, C, LookerWire.ForbiddenName), true)),
        ["Nobody waits for ever for somebody who stays"] = Of(
            New(0, B), New(3, C), New(2, D), New(1, A), new Step.Turn(Weather.Refused), Move(3, D), Move(1, B), Move(0, C), new Step.Turn(Weather.Fine)),
        ["Three people who swap addresses settle whatever dies meanwhile"] = Of(
            New(0, A), New(1, B), New(2, C), new Step.Pause(true), Move(0, D), Move(1, A), Move(2, B), Move(0, C),
            new Step.Hit(Strike.DiesAfter, 4), new Step.Hit(Strike.CutAfter, 6), new Step.Pause(false)),
        ["Who moved aside and is refused after all has the old address again"] = Of(
            New(0, A), New(1, B), new Step.Pause(true), Move(0, D), Move(1, A), Move(0, B), new Step.Hit(Strike.CutAfter, 2), new Step.Pause(false), new Step.Wait(1), Move(1, C)),
        ["Who moved aside and finds both addresses taken fails, and gets the one that becomes free"] = Of(
            new Step.NewUser(0, A, "Ann", false, false), New(3, C), New(2, B), new Step.Turn(Weather.Refused), Move(2, C), Move(3, B),
            new Step.PutUser(0, false, C, "Ben"), new Step.Turn(Weather.Fine), Move(0, D)),
        ["A group that waits for one that stays keeps its name"] = Of(
            Group(0, "Red"), Group(1, "Blue"), new Step.Pause(true), Rename(0, "Green"), Rename(1, "Red"), Rename(0, "SAML Finance"), new Step.Pause(false)),
        ["Two groups swap names although calls are cut"] = Of(
            Group(0, "Red"), Group(1, "Blue"), new Step.Pause(true), Rename(0, "Green"), Rename(1, "Red"), Rename(0, "Blue"),
            new Step.Hit(Strike.CutAfter, 3), new Step.Pause(false)),
        ["A refused group name goes back although a member is written meanwhile"] = Of(
            New(0, D), New(3, A), Group(1, "Blue"), new Step.Meet(new Step.PutGroup(1, TooLong, new(0, 3)), new Step.PatchGroup(1, null, new(), new(0, 1)), true)),
        ["A name that was asked for again stays although an earlier write of it is refused for its address"] = Of(
            New(3, B), new Step.Stranger(A), new Step.Meet(new Step.PatchUser(3, true, A, "Ann"), new Step.PatchUser(3, null, C, "Ann"), true)),
        ["A removal stands although the earlier write that it met is refused"] = Of(
            New(1, A), new Step.Meet(new Step.PutUser(1, true, Administrator, "Ann"), new Step.PatchUser(1, false, Administrator, null), true)),
        ["A group is made again while the one before it is still being deleted"] = Of(
            Group(2, "Green"), new Step.Turn(Weather.CutBefore), new Step.PutGroup(2, "Blue", new()), new Step.DeleteGroup(2), Group(2, "Green"), new Step.Turn(Weather.Fine)),
        ["Who was refused the address of an account that is about to be deleted gets it afterwards"] = new(
            0, false, true, [New(3, D), New(2, C), new Step.Turn(Weather.Refused), Gone(2), Move(3, C), new Step.Turn(Weather.Fine)]),
        ["A single leaver is out within seconds of the end of an outage"] = Of(
            New(3, B), new Step.Turn(Weather.Refused), Gone(3), new Step.Wait(41), new Step.Turn(Weather.Fine)),
        ["Nobody is active whose half-made account is refused when access is taken away"] = Of(
            new Step.Hit(Strike.CutAfter, 3), New(3, LookerWire.RefusedAddress), Leave(3)),
        ["Access ends although the directory itself refuses the address"] = Of(New(1, A), new Step.PatchUser(1, false, ModelState.BadAddress, "Ben")),
        ["Access ends although the directory itself refuses the userName"] = Of(
            new Step.NewUser(1, A, "Ann", true, true), new Step.NewUser(2, B, "Ben", true, true), new Step.PatchUser(1, false, B, null)),
        ["A person marked as deleted comes back to the same account"] = Of(
            new Step.NewUser(1, A, "Ann", true, true), new Step.SoftDelete(1), new Step.DeleteUser(1), new Step.NewUser(1, A, "Ann", true, true)),
    };

    private static History Of(params Step[] steps) => new(0, false, false, steps);

    private static History Guarded(params Step[] steps) => new(0, true, false, steps);

    private static Step.NewUser New(int person, string address) => new(person, address, "Ann", true, false);

    private static Step.NewGroup Group(int group, string name) => new(group, name, new());

    private static Step.PatchUser Move(int person, string address) => new(person, null, address, null);

    private static Step.PatchUser Leave(int person) => new(person, false, null, null);

    private static Step.DeleteUser Gone(int person) => new(person);

    private static Step.PatchGroup Rename(int group, string name) => new(group, name, new(), new());
}
