using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Scimify.Core.Integrations;

namespace Scimify.Portal.Shared.Inputs;

/// <summary>How System.Text.Json binds inputs: strictly, and so that a missing member differs from null.</summary>
internal static class InputJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new OptionalConverter(), new TimeConverter(), new NameConverter() },
    };

    /// <summary>The JSON values of an enumeration.</summary>
    /// <param name="converter">The property's converter; null for that of the enumeration, or its names unchanged.</param>
    public static IReadOnlyList<string> WordsOf(Type enumeration, JsonConverterAttribute? converter)
    {
        var options = Options;
        if (converter?.ConverterType is { } type)
        {
            options = new JsonSerializerOptions(Options);
            options.Converters.Insert(0, (JsonConverter)Activator.CreateInstance(type)!);
        }

        return [.. Enum.GetValues(enumeration).Cast<object>().Select(value => JsonSerializer.SerializeToElement(value, enumeration, options).GetString()!)];
    }

    /// <summary>For an enumeration without its own words.</summary>
    private sealed class NameConverter : JsonConverterFactory
    {
        private static readonly JsonStringEnumConverter Names = new(namingPolicy: null, allowIntegerValues: false);

        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum && typeToConvert.GetCustomAttribute<JsonConverterAttribute>() is null;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Names.CreateConverter(typeToConvert, options);
    }

    private sealed class OptionalConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

        private sealed class Of<T> : JsonConverter<Optional<T>>
        {
            public override bool HandleNull => true;

            public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                new(JsonSerializer.Deserialize<T>(ref reader, options)!);

            public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
                JsonSerializer.Serialize(writer, value.Value, options);
        }
    }

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            InputText.TryTime(reader.GetString()!, out var time) ? time : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
    }
}
