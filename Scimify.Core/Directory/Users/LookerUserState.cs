using System.Text.Json;
using System.Text.Json.Serialization;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Users;

/// <summary>What Looker was last known to have for a user; null is unknown and has to be written again.</summary>
internal sealed record LookerUserState(
    [property: JsonPropertyName("first")] string? FirstName,
    [property: JsonPropertyName("last")] string? LastName,
    [property: JsonPropertyName("email")] string? Email,
    [property: JsonPropertyName("disabled")] bool? IsDisabled)
{
    /// <summary>The account was disabled, and what it had open is not ended yet.</summary>
    [JsonPropertyName("sweep")]
    public bool NeedsSweep { get; init; }

    /// <summary>
    /// Mapped attributes by their id in Looker; a null value: the user has none of their own. What is missing here is
    /// unknown, unless the account <see cref="IsFresh"/>.
    /// </summary>
    [JsonPropertyName("attributes")]
    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }

    /// <summary>Ids of the attributes that were written once and are the user's own since.</summary>
    [JsonPropertyName("seeded")]
    public IReadOnlyList<string>? Seeded { get; init; }

    /// <summary>We made the account: attributes that were never written have no value of the user's own.</summary>
    [JsonPropertyName("fresh")]
    public bool IsFresh { get; init; }

    /// <summary>Ids of attributes that a call without an answer may have changed, whoever made the account.</summary>
    [JsonPropertyName("doubtful")]
    public IReadOnlyList<string>? Doubtful { get; init; }

    /// <summary>The address that the account had before it was moved out of another's way; null: it has not been.</summary>
    [JsonPropertyName("parked")]
    public string? ParkedFrom { get; init; }

    /// <summary>Values that Looker has refused for good, by the part that they are of. A refusal holds for its value alone: another one is sent.</summary>
    [JsonPropertyName("refused")]
    public IReadOnlyDictionary<string, RefusedValue>? Refused { get; init; }

    /// <summary>The refusal of this part, if it is still the refused value that is wanted.</summary>
    /// <param name="part">A name of <see cref="UserParts"/>.</param>
    /// <param name="wanted">The value that is wanted now.</param>
    public RefusedValue? RefusalOf(string part, string? wanted) =>
        Refused?.TryGetValue(part, out var refusal) == true && refusal.Value == wanted ? refusal : null;

    public LookerUserState WithRefusal(string part, RefusedValue refusal) =>
        this with { Refused = new Dictionary<string, RefusedValue>(Refused ?? new Dictionary<string, RefusedValue>()) { [part] = refusal } };

    /// <summary>Nothing is certain but what is not to be done twice.</summary>
    public LookerUserState ToDoubted() => Unknown with { Seeded = Seeded, ParkedFrom = ParkedFrom };

    /// <summary>The account itself is to be written again; what is known of the mapped attributes stays known.</summary>
    public LookerUserState ToUnread() => this with { FirstName = null, LastName = null, Email = null, IsDisabled = null };

    /// <summary>True when Looker has it, as far as we know, or was given it once and for all.</summary>
    public bool Has(DesiredAttribute wanted)
    {
        if (wanted.IsSeeded)
        {
            return wanted.Value is null || Seeded?.Contains(wanted.Id) == true;
        }

        return Attributes?.TryGetValue(wanted.Id, out var value) == true
            ? value == wanted.Value
            : wanted.Value is null && IsFresh && Doubtful?.Contains(wanted.Id) != true;
    }

    /// <summary>Before the call.</summary>
    public LookerUserState Doubting(string attributeId) => this with
    {
        Attributes = Attributes?.Where(a => a.Key != attributeId).ToDictionary(),
        Doubtful = [.. (Doubtful ?? []).Where(id => id != attributeId), attributeId],
    };

    /// <summary>After the answer.</summary>
    public LookerUserState With(DesiredAttribute written)
    {
        var doubtful = (Doubtful ?? []).Where(id => id != written.Id).ToList();
        var state = this with { Doubtful = doubtful.Count == 0 ? null : doubtful };
        return written.IsSeeded
            ? state with { Seeded = [.. Seeded ?? [], written.Id] }
            : state with { Attributes = new Dictionary<string, string?>(Attributes ?? new Dictionary<string, string?>()) { [written.Id] = written.Value } };
    }

    /// <summary>In place of the address: the account is known to have no e-mail credential.</summary>
    public const string NoEmail = "";

    public static readonly LookerUserState Unknown = new(null, null, null, null);

    public static LookerUserState Parse(string? stored) =>
        stored is null ? Unknown : JsonSerializer.Deserialize(stored, LookerUserJson.Default.LookerUserState) ?? Unknown;

    public string Store() => JsonSerializer.Serialize(this, LookerUserJson.Default.LookerUserState);
}

/// <summary>A value that Looker has refused for good.</summary>
/// <param name="Value">The value; null: that the account has none.</param>
/// <param name="Detail">Looker's words.</param>
/// <param name="RequestId">The SCIM write that asked for it; null for what Scimify does by itself.</param>
internal sealed record RefusedValue(
    [property: JsonPropertyName("value")] string? Value,
    [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("request")] Guid? RequestId)
{
    /// <summary>Another account has the value: it is tried again when that one gives it up.</summary>
    [JsonPropertyName("taken")]
    public bool IsTaken { get; init; }
}

/// <summary>Names of the parts of an account under which refusals are kept.</summary>
internal static class UserParts
{
    public const string Existence = "existence";
    public const string Access = "access";
    public const string Address = "address";
    public const string Names = "names";

    public static string Attribute(string id) => $"attribute:{id}";

    public static string NamesOf(IUserInLooker row) => $"{row.LookerFirstName}\n{row.LookerLastName}";

    /// <summary>What a write asks of the account.</summary>
    public static Facets Asked(ScimUserRow before, ScimUserRow after) =>
        (before.Active == after.Active ? Facets.None : Facets.Access)
        | (before.LookerEmail == after.LookerEmail ? Facets.None : Facets.Address | Facets.Existence)
        | (NamesOf(before) == NamesOf(after) ? Facets.None : Facets.Names)
        | (before.LookerAttributes == after.LookerAttributes ? Facets.None : Facets.Attributes);

    /// <summary>What was refused and is asked for again is tried again.</summary>
    /// <param name="row">The row as it is about to be written.</param>
    /// <param name="asked">The parts; all of them: everything that was refused.</param>
    public static void TryAgain(ScimUserRow row, Facets asked)
    {
        if (row.AppliedState is { } stored && stored.Contains("\"refused\"", StringComparison.Ordinal))
        {
            var state = LookerUserState.Parse(stored);
            var kept = state.Refused?.Where(r => !asked.HasFlag(FacetOf(r.Key))).ToDictionary();
            row.AppliedState = (state with { Refused = kept is { Count: > 0 } ? kept : null }).Store();
        }
    }

    /// <summary>All that can be refused of an account.</summary>
    public const Facets All = Facets.Existence | Facets.Access | Facets.Address | Facets.Names | Facets.Attributes;

    private static Facets FacetOf(string part) => part switch
    {
        Existence => Facets.Existence,
        Access => Facets.Access,
        Address => Facets.Address,
        Names => Facets.Names,
        _ => Facets.Attributes,
    };
}

/// <summary>What was about to be sent when an account was made: enough to find it again.</summary>
internal sealed record CreationJournal(
    [property: JsonPropertyName("mark")] string Mark,
    [property: JsonPropertyName("first")] string FirstName,
    [property: JsonPropertyName("last")] string LastName)
{
    /// <summary>An attempt is without answer and was without effect when it was looked for.</summary>
    [JsonPropertyName("late")]
    public bool IsLate { get; init; }

    public static CreationJournal? Parse(string? stored) =>
        stored is null ? null : JsonSerializer.Deserialize(stored, LookerUserJson.Default.CreationJournal);

    public string Store() => JsonSerializer.Serialize(this, LookerUserJson.Default.CreationJournal);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(LookerUserState))]
[JsonSerializable(typeof(CreationJournal))]
internal sealed partial class LookerUserJson : JsonSerializerContext;
