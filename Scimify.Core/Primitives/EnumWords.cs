using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scimify.Core.Primitives;

/// <summary>The words for an enum's values in JSON, in the database and in the REST API: the names in camelCase, spelt exactly.</summary>
public static class EnumWords
{
    /// <summary>In the order of the values.</summary>
    public static string[] All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <exception cref="ArgumentOutOfRangeException">The enum has no such value.</exception>
    public static string Of<T>(T value)
        where T : struct, Enum => Enum.GetName(value) is { } name
            ? JsonNamingPolicy.CamelCase.ConvertName(name)
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{typeof(T).Name} has no such value.");

    /// <summary>Null if the enum has no such word.</summary>
    public static T? Parse<T>(string word)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == word)
            {
                return value;
            }
        }

        return null;
    }
}

/// <summary><see cref="EnumWords"/> in JSON. Numbers are refused.</summary>
public sealed class EnumWordsConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
