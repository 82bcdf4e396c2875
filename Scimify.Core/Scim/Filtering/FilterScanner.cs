using System.Buffers;
using System.Text;
using System.Text.Json;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Filtering;

/// <summary>Reads the tokens of a filter from left to right.</summary>
internal sealed class FilterScanner(string text)
{
    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:._-$/+");

    private static readonly SearchValues<char> Delimiters = SearchValues.Create(" ()[]\"\t\r\n");

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Counted from 0.</summary>
    public int Position { get; set; }

    public bool AtEnd => Position == text.Length;

    public ScimException Error(string reason) =>
        ScimException.InvalidFilter($"The filter is not valid at character {Position + 1}: {reason}.");

    public void SkipSpace()
    {
        while (!AtEnd && text[Position] is ' ' or '\t' or '\r' or '\n')
        {
            Position++;
        }
    }

    public bool TryTake(char c)
    {
        var there = !AtEnd && text[Position] == c;
        Position += there ? 1 : 0;
        return there;
    }

    /// <summary>Takes "and" or "or" with the space around it. Otherwise leaves the position unchanged.</summary>
    public bool TryTakeWord(string word)
    {
        var start = Position;
        SkipSpace();
        if (Word().Equals(word, StringComparison.OrdinalIgnoreCase))
        {
            Position += word.Length;
            return true;
        }

        Position = start;
        return false;
    }

    /// <summary>"not" is a word only before a parenthesis, because an attribute may have that name.</summary>
    public bool TryTakeNot()
    {
        if (!Word().Equals("not", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = text.AsSpan(Position + 3).TrimStart();
        if (!rest.StartsWith("("))
        {
            return false;
        }

        Position += 3;
        return true;
    }

    public AttributePath Path()
    {
        var rest = text.AsSpan(Position);
        var length = rest.IndexOfAnyExcept(PathCharacters);
        length = length < 0 ? rest.Length : length;
        if (!AttributePath.TryParse(rest[..length], out var path))
        {
            throw Error(length == 0 ? "an attribute is expected here" : "this is not the name of an attribute");
        }

        Position += length;
        return path;
    }

    public bool TryTakePresent()
    {
        SkipSpace();
        var there = Word().Equals("pr", StringComparison.OrdinalIgnoreCase);
        Position += there ? 2 : 0;
        return there;
    }

    public ComparisonOperator Operator()
    {
        SkipSpace();
        var word = Word();
        for (var candidate = ComparisonOperator.Equal; candidate <= ComparisonOperator.LessOrEqual; candidate++)
        {
            if (word.Equals(FilterPrinter.Name(candidate), StringComparison.OrdinalIgnoreCase))
            {
                Position += 2;
                return candidate;
            }
        }

        throw Error("one of the operators eq, ne, co, sw, ew, gt, ge, lt, le, pr is expected here");
    }

    public ScimValue Literal()
    {
        SkipSpace();
        if (!AtEnd && text[Position] == '"')
        {
            return new ScimString(Text());
        }

        var word = Word();
        ScimValue? literal =
            word.Equals("true", StringComparison.OrdinalIgnoreCase) ? ScimBoolean.True
            : word.Equals("false", StringComparison.OrdinalIgnoreCase) ? ScimBoolean.False
            : word.Equals("null", StringComparison.OrdinalIgnoreCase) ? ScimNull.Instance
            : ScimNumber.TryParse(word.ToString());
        if (literal is null)
        {
            throw Error("a value is expected here: text in double quotes, a number, true, false or null");
        }

        Position += word.Length;
        return literal;
    }

    private ReadOnlySpan<char> Word()
    {
        var rest = text.AsSpan(Position);
        var length = rest.IndexOfAny(Delimiters);
        return length < 0 ? rest : rest[..length];
    }

    /// <summary>A JSON string: found here, unescaped and checked by the JSON reader.</summary>
    private string Text()
    {
        var end = Position + 1;
        while (end < text.Length && text[end] != '"')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        if (end >= text.Length)
        {
            throw Error("this text has no closing quote");
        }

        try
        {
            var reader = new Utf8JsonReader(StrictUtf8.GetBytes(text, Position, end + 1 - Position));
            reader.Read();
            var value = reader.GetString()!;
            Position = value.Contains('\0') ? throw Error("a NUL character cannot be compared") : end + 1;
            return value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or EncoderFallbackException)
        {
            throw Error("this text is not a valid JSON string");
        }
    }
}
