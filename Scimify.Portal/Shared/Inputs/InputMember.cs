using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Scimify.Core.Integrations;

namespace Scimify.Portal.Shared.Inputs;

/// <summary>One member of an input, read from a property and its attributes.</summary>
internal sealed class InputMember
{
    private InputMember(string name, InputKind kind, string description)
    {
        Name = name;
        Kind = kind;
        Description = description;
    }

    public string Name { get; }

    public InputKind Kind { get; }

    public string Description { get; }

    /// <summary>For the document. The service reports if it is missing.</summary>
    public bool Required { get; private init; }

    /// <summary>An <see cref="Optional{T}"/>, for which null is a value. Any other member is missing or has a value.</summary>
    public bool Nullable { get; private init; }

    /// <summary>The only allowed texts, if there are few.</summary>
    public IReadOnlyList<string>? Words { get; private init; }

    public int? Least { get; private init; }

    public int? Most { get; private init; }

    /// <summary>For an array.</summary>
    public int? MostItems { get; private init; }

    public bool WriteOnly { get; private init; }

    /// <summary>The type of an object, or of each object in an array.</summary>
    public InputType? Item { get; private init; }

    /// <summary>Null for none.</summary>
    public JsonNode? Example { get; private init; }

    public static InputMember Of(PropertyInfo property)
    {
        var declared = property.PropertyType;
        var isOptional = declared.IsGenericType && declared.GetGenericTypeDefinition() == typeof(Optional<>);
        var type = isOptional ? declared.GetGenericArguments()[0] : declared;
        type = System.Nullable.GetUnderlyingType(type) ?? type;
        var (kind, item) = KindOf(type);
        var range = property.GetCustomAttribute<RangeAttribute>();
        return new InputMember(JsonNamingPolicy.CamelCase.ConvertName(property.Name), kind, property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "")
        {
            Required = property.GetCustomAttribute<RequiredAttribute>() is not null,
            Nullable = isOptional,
            Words = property.GetCustomAttribute<WordsAttribute>()?.Words ?? (type.IsEnum ? InputJson.WordsOf(type, property.GetCustomAttribute<JsonConverterAttribute>()) : null),
            Least = (int?)range?.Minimum,
            Most = (int?)range?.Maximum,
            MostItems = property.GetCustomAttribute<MaxLengthAttribute>()?.Length,
            WriteOnly = property.GetCustomAttribute<WriteOnlyAttribute>() is not null,
            Item = item is null ? null : InputType.Of(item),
            Example = property.GetCustomAttribute<ExampleAttribute>() is { } example ? JsonValue.Create(example.Value)
                : property.GetCustomAttribute<JsonExampleAttribute>() is { } json ? JsonNode.Parse(json.Json)
                : null,
        };
    }

    /// <summary>The rule that a value breaks if it has the wrong type or is out of bounds.</summary>
    public string Rule => (Kind switch
    {
        InputKind.Flag => "must be true or false",
        InputKind.WholeNumber when Least is { } only && Most == only => string.Create(CultureInfo.InvariantCulture, $"must be {only}"),
        InputKind.WholeNumber when (Least, Most) is ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"),
        InputKind.WholeNumber => "must be a whole number",
        InputKind.Uuid => "must be a UUID",
        InputKind.Time => "must be a time such as 2026-11-21T22:41:00.000Z",
        InputKind.Object or InputKind.Document => "must be an object",
        InputKind.Uuids => $"must be an array of{AtMost} UUIDs",
        InputKind.WholeNumbers => $"must be an array of{AtMost} whole numbers",
        InputKind.Texts when Words is not null => $"must be an array of one or more of {string.Join(", ", Words)}",
        InputKind.Texts => $"must be an array of{AtMost} strings",
        InputKind.Objects => $"must be an array of{AtMost} objects",
        _ when Words is not null => $"must be one of {string.Join(", ", Words)}",
        _ => "must be a string",
    }) + (Nullable ? ", or null." : ".");

    private string AtMost => MostItems is { } most ? string.Create(CultureInfo.InvariantCulture, $" at most {most}") : "";

    private static (InputKind Kind, Type? Item) KindOf(Type type) => type switch
    {
        _ when type == typeof(string) || type.IsEnum => (InputKind.Text, null),
        _ when type == typeof(bool) => (InputKind.Flag, null),
        _ when type == typeof(int) => (InputKind.WholeNumber, null),
        _ when type == typeof(Guid) => (InputKind.Uuid, null),
        _ when type == typeof(DateTimeOffset) => (InputKind.Time, null),
        _ when type == typeof(JsonObject) => (InputKind.Document, null),
        _ when type == typeof(IReadOnlyList<Guid>) => (InputKind.Uuids, null),
        _ when type == typeof(IReadOnlyList<int>) => (InputKind.WholeNumbers, null),
        _ when type == typeof(IReadOnlyList<string>) => (InputKind.Texts, null),
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => (InputKind.Objects, type.GetGenericArguments()[0]),
        _ => (InputKind.Object, type),
    };
}
