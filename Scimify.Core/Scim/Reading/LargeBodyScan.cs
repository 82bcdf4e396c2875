using System.Text;
using System.Text.Json;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

/// <summary>
/// Refuses a large body that has too many values or operations before it becomes a tree of objects, which would be many times its
/// size. It reads the bytes once and keeps nothing. What it lets through is checked in full afterwards; a small body needs only that.
/// </summary>
/// <remarks>Values are counted as sent: an equal one counts again, and null does not count.</remarks>
public ref struct LargeBodyScan
{
    private Utf8JsonReader _json;

    /// <summary>The first attribute with too many values; null for none.</summary>
    private string? _attribute;
    private int _values;

    private LargeBodyScan(ReadOnlyMemory<byte> utf8) => _json = ScimJson.Reader(utf8);

    /// <summary>The body of a POST or PUT.</summary>
    /// <exception cref="ScimException">400 <c>invalidValue</c>: an attribute has too many values; 400 <c>invalidSyntax</c>.</exception>
    public static void RequireResource(ReadOnlyMemory<byte> utf8, ScimResourceType type)
    {
        var scan = new LargeBodyScan(utf8);
        try
        {
            if (scan.Begins())
            {
                scan.ReadAttributes(type);
            }

            scan.ReadToEnd();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw ScimJson.Invalid(e, scan._json.TokenStartIndex);
        }

        scan.RequireFewValues();
    }

    /// <summary>The body of a PATCH.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="type">Null not to count values, because those of a group are its members.</param>
    /// <exception cref="ScimException">413: too many operations; 400 <c>invalidValue</c>: one of them sets too many values; 400 <c>invalidSyntax</c>.</exception>
    public static void RequirePatch(ReadOnlyMemory<byte> utf8, ScimResourceType? type) => RequireOperations(utf8, type, PatchRequest.RequireFewOperations);

    /// <summary>The body of a bulk request. What its operations contain is not counted, because each has an answer of its own.</summary>
    /// <exception cref="ScimException">413: too many operations; 400 <c>invalidSyntax</c>.</exception>
    public static void RequireBulk(ReadOnlyMemory<byte> utf8) => RequireOperations(utf8, null, BulkMessage.RequireFewOperations);

    private static void RequireOperations(ReadOnlyMemory<byte> utf8, ScimResourceType? type, Action<int> requireFew)
    {
        var scan = new LargeBodyScan(utf8);
        var operations = 0;
        try
        {
            if (scan.Begins())
            {
                operations = scan.ReadMessage(type);
            }

            scan.ReadToEnd();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw ScimJson.Invalid(e, scan._json.TokenStartIndex);
        }

        requireFew(operations);
        scan.RequireFewValues();
    }

    private readonly void RequireFewValues()
    {
        if (_attribute is not null)
        {
            throw ResourceDraft.TooManyValues(_attribute, _values);
        }
    }

    private bool Begins() => _json.Read() && _json.TokenType == JsonTokenType.StartObject;

    private void ReadToEnd()
    {
        while (_json.Read())
        {
        }
    }

    /// <returns>How many operations the message has.</returns>
    private int ReadMessage(ScimResourceType? type)
    {
        var operations = 0;
        while (NextName(out var name))
        {
            if (Is(name, "Operations"u8) && _json.TokenType == JsonTokenType.StartArray)
            {
                operations = ReadOperations(type);
            }
            else
            {
                _json.Skip();
            }
        }

        return operations;
    }

    private int ReadOperations(ScimResourceType? type)
    {
        var operations = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            operations++;
            if (type is not null && _json.TokenType == JsonTokenType.StartObject)
            {
                ReadOperation(type);
            }
            else
            {
                _json.Skip();
            }
        }

        return operations;
    }

    private void ReadOperation(ScimResourceType type)
    {
        var (path, isRemove, values) = ((string?)null, false, 0);
        var known = (_attribute, _values);
        while (NextName(out var name))
        {
            if (Is(name, "op"u8) && _json.TokenType == JsonTokenType.String)
            {
                isRemove = Is(_json, "remove"u8);
            }
            else if (Is(name, "path"u8) && _json.TokenType == JsonTokenType.String)
            {
                path = _json.ValueSpan.IsEmpty ? null : _json.GetString();
            }
            else if (Is(name, "value"u8) && _json.TokenType == JsonTokenType.StartArray)
            {
                values = CountValues();
            }
            else if (Is(name, "value"u8) && _json.TokenType == JsonTokenType.StartObject)
            {
                ReadAttributes(type);
            }
            else
            {
                _json.Skip();
            }
        }

        if (path is not null || isRemove)
        {
            // What looked like attributes were not.
            (_attribute, _values) = known;
        }

        if (path is not null && !isRemove && values > ResourceDraft.MaxValues && AttributePath.TryParse(path, out var parsed)
            && PathResolver.Resolve(parsed, type, Dialect.Tolerant, new ToleranceLog()) is { Sub: null, Attribute: { } attribute })
        {
            Note(attribute, values);
        }
    }

    private void ReadAttributes(ScimResourceType type, ScimSchema? extension = null)
    {
        while (NextName(out var name))
        {
            if (_json.TokenType == JsonTokenType.StartArray)
            {
                if (CountValues() is > ResourceDraft.MaxValues and var values && _attribute is null && name.GetString() is { } text
                    && (extension is null ? type.Find(text) : extension.Find(text)) is { } attribute)
                {
                    Note(attribute, values);
                }
            }
            else if (_json.TokenType == JsonTokenType.StartObject && extension is null && ExtensionOf(type, name) is { } inner)
            {
                ReadAttributes(type, inner);
            }
            else
            {
                _json.Skip();
            }
        }
    }

    private static ScimSchema? ExtensionOf(ScimResourceType type, Utf8JsonReader name)
    {
        foreach (var extension in type.Extensions)
        {
            if (name.ValueTextEquals(extension.Id))
            {
                return extension;
            }
        }

        return null;
    }

    private void Note(ScimAttribute attribute, int values)
    {
        if (_attribute is null && ResourceDraft.IsLimited(attribute))
        {
            (_attribute, _values) = (attribute.Name, values);
        }
    }

    /// <summary>Reads an array to its end.</summary>
    private int CountValues()
    {
        var (values, depth) = (0, _json.CurrentDepth);
        while (_json.Read() && _json.CurrentDepth > depth)
        {
            values += _json.TokenType == JsonTokenType.Null ? 0 : 1;
            _json.Skip();
        }

        return values;
    }

    /// <summary>Reads the next name of an object, and the first token of its value.</summary>
    /// <returns>False at the end of the object.</returns>
    private bool NextName(out Utf8JsonReader name)
    {
        var isName = _json.Read() && _json.TokenType == JsonTokenType.PropertyName;
        name = _json;
        return isName && _json.Read();
    }

    /// <summary>Names are equal without regard to case. What is escaped is left to the full check.</summary>
    private static bool Is(Utf8JsonReader text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text.ValueSpan, word);
}
