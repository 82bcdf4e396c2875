using System.Text.Json;
using System.Text.Json.Serialization;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Primitives;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Users;

/// <summary>What Looker was last known to have for a user. Null is unknown, and is written again.</summary>
internal sealed record LookerUserState(
    [property: JsonPropertyName("first")] string? FirstName,
    [property: JsonPropertyName("last")] string? LastName,
    [property: JsonPropertyName("email")] string? Email,
    [property: JsonPropertyName("disabled")] bool? IsDisabled)
{
    /// <summary>The account was disabled, but its sessions and keys have not been ended yet.</summary>
    [JsonPropertyName("sweep")]
    public bool NeedsSweep { get; init; }

    /// <summary>
    /// Mapped attributes by their ID in Looker. A null value means that the user has none of their own. What is missing is
    /// unknown, unless the account <see cref="IsFresh"/>.
    /// </summary>
    [JsonPropertyName("attributes")]
    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }

    /// <summary>IDs of the attributes that were written once and have been the user's own since.</summary>
    [JsonPropertyName("seeded")]
    public IReadOnlyList<string>? Seeded { get; init; }

    /// <summary>Scimify created the account, so attributes that were never written have no value of the user's own.</summary>
    [JsonPropertyName("fresh")]
    public bool IsFresh { get; init; }

    /// <summary>IDs of attributes that an unanswered call may have changed, whoever created the account.</summary>
    [JsonPropertyName("doubtful")]
    public IReadOnlyList<string>? Doubtful { get; init; }

    /// <summary>The address from before the account moved aside, recorded before that call; null if it has not.</summary>
    [JsonPropertyName("parked")]
    public string? ParkedFrom { get; init; }

    /// <summary>Values that Looker has refused for good, by part. A refusal concerns its value alone: another value is sent.</summary>
    [JsonPropertyName("refused")]
    public IReadOnlyDictionary<string, RefusedValue>? Refused { get; init; }

    /// <summary>The refusal of this part, if the refused value is still wanted.</summary>
    /// <param name="part">A name of <see cref="UserParts"/>.</param>
    /// <param name="wanted">The value that is wanted now.</param>
    public RefusedValue? RefusalOf(string part, string? wanted) =>
        Refused?.TryGetValue(part, out var refusal) == true && refusal.Value == wanted ? refusal : null;

    public LookerUserState WithRefusal(string part, RefusedValue refusal) =>
        this with { Refused = new Dictionary<string, RefusedValue>(Refused ?? new Dictionary<string, RefusedValue>()) { [part] = refusal } };

    /// <summary>Only what must not be done twice stays certain.</summary>
    public LookerUserState ToDoubted() => Unknown with { Seeded = Seeded, ParkedFrom = ParkedFrom };

    /// <summary>The account itself is written again. What is known about its mapped attributes stays known.</summary>
    public LookerUserState ToUnread() => this with { FirstName = null, LastName = null, Email = null, IsDisabled = null };

    /// <summary>Whether Looker has it as far as is known, or was given it once and for all.</summary>
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
/// <param name="Value">Null if Looker refused to remove it.</param>
/// <param name="Detail">Looker's words.</param>
/// <param name="RequestId">The SCIM write that asked for it; null for what Scimify does on its own.</param>
internal sealed record RefusedValue(
    [property: JsonPropertyName("value")] string? Value,
    [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("request")] Guid? RequestId)
{
    /// <summary>Another account has the value. It is tried again when that account gives it up.</summary>
    [JsonPropertyName("taken")]
    public bool IsTaken { get; init; }

    /// <summary>The name of an error code; null if an earlier version noted the refusal.</summary>
    [JsonPropertyName("code")]
    public string? Code { get; init; }
}

/// <summary>The names under which the refusals of an account's parts are kept.</summary>
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

    /// <summary>Whether one of these parts comes from the SCIM attribute.</summary>
    /// <param name="facets">None stands for all.</param>
    /// <param name="attribute">The name of a top-level attribute.</param>
    public static bool Concerns(Facets facets, string attribute) => facets == Facets.None || LetterCase.Lower(attribute) switch
    {
        "active" => facets.HasFlag(Facets.Access),
        "emails" or "username" => (facets & (Facets.Address | Facets.Existence)) != Facets.None,
        "name" or "displayname" => facets.HasFlag(Facets.Names),
        _ => facets.HasFlag(Facets.Attributes),
    };

    /// <summary>Forgets refusals, so that the same values are tried again.</summary>
    /// <param name="row">The row as it is about to be written.</param>
    /// <param name="asked">The parts.</param>
    public static void TryAgain(ScimUserRow row, Facets asked)
    {
        if (row.AppliedState is { } stored && stored.Contains("\"refused\"", StringComparison.Ordinal))
        {
            var state = LookerUserState.Parse(stored);
            var kept = state.Refused?.Where(r => !asked.HasFlag(FacetOf(r.Key))).ToDictionary();
            row.AppliedState = (state with { Refused = kept is { Count: > 0 } ? kept : null }).Store();
        }
    }

    /// <summary>
    /// A write that came during an attempt may have asked for refused values again. What the attempt knew of them from before does
    /// not come back with its outcome; what Looker refused meanwhile does.
    /// </summary>
    /// <param name="row">The row as the attempt leaves it.</param>
    /// <param name="claimed">The state that the attempt began with.</param>
    /// <param name="stored">The state before its outcome.</param>
    public static void KeepForgotten(ScimUserRow row, string? claimed, string? stored)
    {
        if (claimed != stored && LookerUserState.Parse(row.AppliedState) is { Refused: { } refused } state)
        {
            var (known, still) = (LookerUserState.Parse(claimed).Refused, LookerUserState.Parse(stored).Refused);
            var kept = refused.Where(r => known?.GetValueOrDefault(r.Key) != r.Value || still?.ContainsKey(r.Key) == true).ToDictionary();
            row.AppliedState = (state with { Refused = kept.Count > 0 ? kept : null }).Store();
        }
    }

    /// <summary>Everything that Looker can refuse about an account.</summary>
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

/// <summary>What was about to be sent to create an account: enough to find it again.</summary>
/// <param name="FirstName">Empty if two attempts differ in it, so that accounts with any first name are searched.</param>
/// <param name="LastName">Empty likewise.</param>
internal sealed record CreationJournal(
    [property: JsonPropertyName("mark")] string Mark,
    [property: JsonPropertyName("first")] string FirstName,
    [property: JsonPropertyName("last")] string LastName)
{
    /// <summary>An attempt was not answered, and had no effect yet when it was searched for.</summary>
    [JsonPropertyName("late")]
    public bool IsLate { get; init; }

    /// <summary>For another attempt, which may have other names than an earlier one that was never answered.</summary>
    /// <param name="unanswered">Null if all earlier attempts were answered.</param>
    public static CreationJournal After(CreationJournal? unanswered, ScimUserRow row) => unanswered is null
        ? new(row.Id.ToString("N"), row.LookerFirstName, row.LookerLastName)
        : new(
            unanswered.Mark,
            unanswered.FirstName == row.LookerFirstName ? row.LookerFirstName : "",
            unanswered.LastName == row.LookerLastName ? row.LookerLastName : "")
        {
            IsLate = true,
        };

    public static CreationJournal? Parse(string? stored) =>
        stored is null ? null : JsonSerializer.Deserialize(stored, LookerUserJson.Default.CreationJournal);

    public string Store() => JsonSerializer.Serialize(this, LookerUserJson.Default.CreationJournal);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(LookerUserState))]
[JsonSerializable(typeof(CreationJournal))]
internal sealed partial class LookerUserJson : JsonSerializerContext;
