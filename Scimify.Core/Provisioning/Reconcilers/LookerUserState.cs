using System.Text.Json;
using System.Text.Json.Serialization;
using Scimify.Core.Directory.Mappings;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>What Looker was last known to have for a user. Null is unknown, and has to be written again.</summary>
internal sealed record LookerUserState(
    [property: JsonPropertyName("first")] string? FirstName,
    [property: JsonPropertyName("last")] string? LastName,
    [property: JsonPropertyName("email")] string? Email,
    [property: JsonPropertyName("disabled")] bool? IsDisabled)
{
    /// <summary>The account was disabled, and what it had open has not been ended yet.</summary>
    [JsonPropertyName("sweep")]
    public bool NeedsSweep { get; init; }

    /// <summary>
    /// Mapped attributes by their Looker ID. With a null value, the user has none of their own. A missing attribute is unknown,
    /// unless the account <see cref="IsFresh"/>.
    /// </summary>
    [JsonPropertyName("attributes")]
    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }

    /// <summary>IDs of the attributes that were written once and belong to the user since.</summary>
    [JsonPropertyName("seeded")]
    public IReadOnlyList<string>? Seeded { get; init; }

    /// <summary>Scimify created the account, so attributes that were never written have no value of the user's own.</summary>
    [JsonPropertyName("fresh")]
    public bool IsFresh { get; init; }

    /// <summary>IDs of attributes that an unanswered call may have changed, whoever created the account.</summary>
    [JsonPropertyName("doubtful")]
    public IReadOnlyList<string>? Doubtful { get; init; }

    /// <summary>Nothing is certain, except for what must not be done twice.</summary>
    public LookerUserState ToDoubted() => Unknown with { Seeded = Seeded };

    /// <summary>The account itself has to be written again. What is known about mapped attributes stays known.</summary>
    public LookerUserState ToUnread() => this with { FirstName = null, LastName = null, Email = null, IsDisabled = null };

    /// <summary>Whether Looker has the value, as far as we know, or was given it once and for all.</summary>
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

    public static readonly LookerUserState Unknown = new(null, null, null, null);

    public static LookerUserState Parse(string? stored) =>
        stored is null ? Unknown : JsonSerializer.Deserialize(stored, ProvisioningJson.Default.LookerUserState) ?? Unknown;

    public string Store() => JsonSerializer.Serialize(this, ProvisioningJson.Default.LookerUserState);
}

/// <summary>What was about to be sent when an account was created: enough to find the account again.</summary>
internal sealed record CreationJournal(
    [property: JsonPropertyName("mark")] string Mark,
    [property: JsonPropertyName("first")] string FirstName,
    [property: JsonPropertyName("last")] string LastName)
{
    /// <summary>The attempt was not answered, and had no effect yet when the account was looked for.</summary>
    [JsonPropertyName("late")]
    public bool IsLate { get; init; }

    public static CreationJournal? Parse(string? stored) =>
        stored is null ? null : JsonSerializer.Deserialize(stored, ProvisioningJson.Default.CreationJournal);

    public string Store() => JsonSerializer.Serialize(this, ProvisioningJson.Default.CreationJournal);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(LookerUserState))]
[JsonSerializable(typeof(CreationJournal))]
internal sealed partial class ProvisioningJson : JsonSerializerContext;
