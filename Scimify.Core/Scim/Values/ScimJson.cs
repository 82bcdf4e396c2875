using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Scimify.Core.Primitives;

namespace Scimify.Core.Scim.Values;

/// <summary>Reads and writes SCIM values as JSON, in one pass.</summary>
public static class ScimJson
{
    public const int MaxDepth = 64;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // Answers are application/scim+json and never part of a page, so only what JSON itself requires is escaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 2 * MaxDepth,
        SkipValidation = true,
    };

    /// <exception cref="ScimException">400 <c>invalidSyntax</c>: the body is not one JSON object, is nested deeper than
    /// <see cref="MaxDepth"/>, repeats a name in an object, or has text that is not Unicode; 400 <c>invalidValue</c>:
    /// a string has a NUL, or a number is out of all bounds.</exception>
    public static ScimObject ParseObject(ReadOnlyMemory<byte> utf8)
    {
        var reader = Reader(utf8);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw ScimException.InvalidSyntax("The body must be a JSON object.");
            }

            var result = ReadObject(ref reader);
            if (reader.Read())
            {
                throw ScimException.InvalidSyntax("The body must be one JSON object and nothing after it.");
            }

            return result;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid(e, reader.TokenStartIndex);
        }
    }

    /// <summary>Reads a body, which may begin with a byte order mark.</summary>
    internal static Utf8JsonReader Reader(ReadOnlyMemory<byte> utf8)
    {
        var json = utf8.Span;
        return new Utf8JsonReader(json.StartsWith("\uFEFF"u8) ? json[3..] : json, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <param name="e">What the reader threw.</param>
    /// <param name="at">The byte that it had come to.</param>
    internal static ScimException Invalid(Exception e, long at)
    {
        if (e is not JsonException json)
        {
            return ScimException.InvalidSyntax($"A string in the body is not valid Unicode (near byte {at + 1}).");
        }

        var place = json.LineNumber is { } line ? $" (line {line + 1}, byte {json.BytePositionInLine + 1})" : "";
        return ScimException.InvalidSyntax($"The body is not valid JSON, or is nested deeper than {MaxDepth} levels{place}.");
    }

    public static byte[] ToUtf8(ScimObject value)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = CreateWriter(buffer))
        {
            Write(writer, value);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static string ToText(ScimObject value) => Encoding.UTF8.GetString(ToUtf8(value));

    /// <summary>A writer with the escaping rules of SCIM answers.</summary>
    public static Utf8JsonWriter CreateWriter(IBufferWriter<byte> buffer) => new(buffer, WriterOptions);

    public static void Write(Utf8JsonWriter writer, ScimValue value)
    {
        switch (value)
        {
            case ScimString text:
                writer.WriteStringValue(text.Value);
                break;
            case ScimBoolean boolean:
                writer.WriteBooleanValue(boolean.Value);
                break;
            case ScimNumber number:
                writer.WriteRawValue(number.Literal, skipInputValidation: true);
                break;
            case ScimArray array:
                writer.WriteStartArray();
                for (var i = 0; i < array.Count; i++)
                {
                    Write(writer, array[i]);
                }

                writer.WriteEndArray();
                break;
            case ScimObject complex:
                writer.WriteStartObject();
                for (var i = 0; i < complex.Count; i++)
                {
                    writer.WritePropertyName(complex[i].Key);
                    Write(writer, complex[i].Value);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static ScimObject ReadObject(ref Utf8JsonReader reader)
    {
        var members = new ScimObject.Builder();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Text(ref reader);
            reader.Read();
            if (!members.TryAdd(name, ReadValue(ref reader)))
            {
                throw ScimException.InvalidSyntax(
                    $"The attribute \"{Excerpt(name)}\" occurs more than once in one object (names are equal without regard to case).");
            }
        }

        return members.Build();
    }

    private static ScimValue ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader);
            case JsonTokenType.StartArray:
                var items = new List<ScimValue>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadValue(ref reader));
                }

                return ScimArray.From(items);
            case JsonTokenType.String:
                return new ScimString(Text(ref reader));
            case JsonTokenType.Number:
                return ScimNumber.TryParse(Encoding.ASCII.GetString(reader.ValueSpan))
                    ?? throw ScimException.InvalidValue("A number in the body is too large.");
            case JsonTokenType.True:
                return ScimBoolean.True;
            case JsonTokenType.False:
                return ScimBoolean.False;
            default:
                return ScimNull.Instance;
        }
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        var text = reader.GetString()!;
        return text.Contains('\0')
            ? throw ScimException.InvalidValue("A string in the body contains a NUL character.")
            : text;
    }

    internal static string Excerpt(string text) => text.Excerpt(80);
}
