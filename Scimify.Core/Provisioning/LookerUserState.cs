using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scimify.Core.Provisioning;

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

    public static readonly LookerUserState Unknown = new(null, null, null, null);

    public static LookerUserState Parse(string? stored) =>
        stored is null ? Unknown : JsonSerializer.Deserialize(stored, ProvisioningJson.Default.LookerUserState) ?? Unknown;

    public string Store() => JsonSerializer.Serialize(this, ProvisioningJson.Default.LookerUserState);
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
        stored is null ? null : JsonSerializer.Deserialize(stored, ProvisioningJson.Default.CreationJournal);

    public string Store() => JsonSerializer.Serialize(this, ProvisioningJson.Default.CreationJournal);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(LookerUserState))]
[JsonSerializable(typeof(CreationJournal))]
internal sealed partial class ProvisioningJson : JsonSerializerContext;
