using System.Globalization;

namespace Scimify.Tests.Model;

/// <summary>
/// One step of a history. People and groups are numbered places, and a step about an empty place does nothing: so any step can be
/// left out of a history, and what remains is a history again.
/// </summary>
internal abstract record Step
{
    private Step()
    {
    }

    /// <summary>A SCIM write.</summary>
    public abstract record Write : Step;

    /// <param name="IsPlain">The userName is the address, and there are no e-mails, as Entra sends a person without a mailbox.</param>
    public sealed record NewUser(int Person, string Address, string Given, bool Active, bool IsPlain) : Write
    {
        public override string ToString() => $"POST   user {Person}: {Address}, {Given}{(Active ? "" : ", inactive")}{(IsPlain ? ", without e-mails" : "")}";
    }

    /// <summary>Null: not mentioned.</summary>
    public sealed record PatchUser(int Person, bool? Active, string? Address, string? Given) : Write
    {
        public override string ToString() => $"PATCH  user {Person}:{Part("active", Active)}{Part("address", Address)}{Part("given name", Given)}";
    }

    public sealed record PutUser(int Person, bool Active, string Address, string Given) : Write
    {
        public override string ToString() => $"PUT    user {Person}: {Address}, {Given}{(Active ? "" : ", inactive")}";
    }

    /// <summary>Entra marks a person as deleted: 32 hex digits before the userName, and inactive.</summary>
    public sealed record SoftDelete(int Person) : Write
    {
        public override string ToString() => $"PATCH  user {Person}: soft delete";
    }

    public sealed record DeleteUser(int Person) : Write
    {
        public override string ToString() => $"DELETE user {Person}";
    }

    public sealed record NewGroup(int Group, string Name, Numbers Members) : Write
    {
        public override string ToString() => $"POST   group {Group}: {Name} with {Members}";
    }

    public sealed record PatchGroup(int Group, string? Name, Numbers Add, Numbers Remove) : Write
    {
        public override string ToString() => $"PATCH  group {Group}:{Part("name", Name)} add {Add} remove {Remove}";
    }

    public sealed record PutGroup(int Group, string Name, Numbers Members) : Write
    {
        public override string ToString() => $"PUT    group {Group}: {Name} with {Members}";
    }

    public sealed record DeleteGroup(int Group) : Write
    {
        public override string ToString() => $"DELETE group {Group}";
    }

    /// <summary>Two writes that meet: the second is committed before the first is answered.</summary>
    /// <param name="IsMidCall">During the first call to Looker, and not before it.</param>
    public sealed record Meet(Write First, Write Second, bool IsMidCall) : Step
    {
        public override string ToString() => $"{First}\n    {(IsMidCall ? "and during its first call" : "and before any call")} {Second}";
    }

    public sealed record Turn(Weather Weather) : Step
    {
        public override string ToString() => $"Looker: {Weather}";
    }

    /// <summary>One call goes wrong.</summary>
    /// <param name="Skip">So many calls go well first.</param>
    public sealed record Hit(Strike Strike, int Skip) : Step
    {
        public override string ToString() => $"Call {Skip + 1} from now: {Strike}";
    }

    public sealed record Pause(bool IsPaused) : Step
    {
        public override string ToString() => IsPaused ? "Pause the integration" : "Set the integration live";
    }

    /// <summary>The server dies with claims in its hands, and is started again.</summary>
    public sealed record Crash : Step
    {
        public override string ToString() => "The server dies with a claim in its hands";
    }

    /// <summary>A person decides about everything that is held.</summary>
    public sealed record Decide(bool Release) : Step
    {
        public override string ToString() => Release ? "Release all that is held" : "Reject all that is held";
    }

    public sealed record Wait(int Minutes) : Step
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Minutes} minutes pass");
    }

    /// <summary>Somebody makes an account in Looker by hand, unless the address is taken there.</summary>
    public sealed record Stranger(string Address) : Step
    {
        public override string ToString() => $"A stranger gets {Address} in Looker";
    }

    /// <summary>Somebody edits an account or a group of ours in Looker. Then a comparison repairs it.</summary>
    public sealed record Edit(Edited What, int Place) : Step
    {
        public override string ToString() => $"By hand in Looker: {What} {Place}; then a comparison";
    }

    private static string Part(string name, object? value) => value is null ? "" : $" {name} {value},";
}

/// <summary>Places, compared by value.</summary>
internal sealed record Numbers(params int[] All)
{
    public bool Equals(Numbers? other) => other is not null && All.AsSpan().SequenceEqual(other.All);

    public override int GetHashCode() => All.Length;

    public override string ToString() => All.Length == 0 ? "nobody" : string.Join(' ', All);
}

internal enum Weather
{
    Fine,
    Refused,
    Unavailable,
    CutBefore,
    CutAfter,
}

internal enum Strike
{
    CutBefore,
    CutAfter,
    ServerError,

    /// <summary>No answer, and the effect comes up to two minutes later.</summary>
    Late,
    DiesBefore,
    DiesAfter,
}

internal enum Edited
{
    Disabled,
    Enabled,
    Renamed,
    Readdressed,
    TakenOut,
    Deleted,
    GroupRenamed,
    GroupDeleted,
}
