using System.Text.Json;
using System.Text.Json.Serialization;
using Scimify.Core.Primitives;

namespace Scimify.Core.Errors;

/// <summary>Something that goes wrong, under a name that stays the same whatever the words of the message are.</summary>
/// <param name="Name">Such as <c>LOOKER_ADDRESS_TAKEN</c>.</param>
/// <param name="Cause">What it means, as a sentence.</param>
/// <param name="NextStep">What whoever reads it can do, as a sentence or two.</param>
[JsonConverter(typeof(ErrorCodeJson))]
public sealed record ErrorCode(string Name, string Cause, string NextStep)
{
    /// <summary>The heading in docs/errors.md, as a part of its address.</summary>
    public string Anchor => LetterCase.Lower(Name);

    /// <summary>A message for people with the name behind it, where there is no other place for it.</summary>
    public string Behind(string message) => $"{message} [{Name}]";

    public override string ToString() => Name;
}

/// <summary>The name alone. An unknown one, which another version wrote, is <see cref="ErrorCodes.Unexpected"/>.</summary>
internal sealed class ErrorCodeJson : JsonConverter<ErrorCode>
{
    public override ErrorCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ErrorCodes.Find(reader.GetString()) ?? ErrorCodes.Unexpected;

    public override void Write(Utf8JsonWriter writer, ErrorCode value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}
