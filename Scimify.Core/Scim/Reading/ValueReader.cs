using System.Buffers.Text;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

/// <summary>
/// Brings a value into its attribute's form: checks the type, gives sub-attributes their canonical spelling, takes null, [] and
/// {} as unassigned (RFC 7643 section 2.5), and leaves out readOnly sub-attributes.
/// </summary>
internal sealed class ValueReader(Dialect dialect, ToleranceLog log)
{
    /// <summary>Up to this size, a scan of the values is faster than a set.</summary>
    private const int WalkLimit = 8;

    /// <summary>Reads the whole value of an attribute; null means unassigned.</summary>
    /// <exception cref="ScimException">400 <c>invalidValue</c>, or <c>invalidSyntax</c> for an unknown sub-attribute.</exception>
    public ScimValue? Read(ScimAttribute attribute, ScimValue value, string? parent = null) =>
        attribute.MultiValued ? ReadMany(attribute, value, parent) : ReadSingle(attribute, value, parent);

    /// <summary>Reads the values of a multi-valued attribute, each once. A single value counts as an array of one.</summary>
    /// <param name="additive">A single value is then no quirk: RFC 7644 section 3.5.2.1 lets an add name one value.</param>
    public ScimArray? ReadMany(ScimAttribute attribute, ScimValue value, string? parent = null, bool additive = false)
    {
        if (value is ScimNull)
        {
            return null;
        }

        if (value is not ScimArray items)
        {
            var path = Path(parent, attribute);
            if (!additive && !dialect.Accepts(VendorQuirks.SingleForArray, log, $"accepted: \"{path}\" was a single value and not an array"))
            {
                throw Invalid(path, "must be an array");
            }

            items = ScimArray.Of(value);
        }

        var seen = items.Count > WalkLimit ? new HashSet<ScimValue>(items.Count) : null;
        var read = new List<ScimValue>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (ReadOne(attribute, items[i], parent) is { } one)
            {
                if (seen?.Add(one) ?? !read.Contains(one))
                {
                    read.Add(one);
                }
            }
            else if (items[i] is ScimObject unread && unread.Any(part => part.Value is not ScimNull))
            {
                throw Invalid(Path(parent, attribute), "has a value that contains nothing to keep");
            }
        }

        PrimaryValue.KeepOne(read, attribute, dialect, log);
        return read.Count == 0 ? null : ScimArray.From(read);
    }

    /// <summary>Reads one value, of a single-valued attribute or among several.</summary>
    public ScimValue? ReadOne(ScimAttribute attribute, ScimValue value, string? parent = null) => (attribute.Type, value) switch
    {
        (_, ScimNull) => null,
        (AttributeType.Complex, _) => ReadComplex(attribute, value),
        (AttributeType.Boolean, ScimBoolean) => value,
        (AttributeType.Boolean, ScimString or ScimNumber) => ReadBoolean(attribute, value, parent),
        (AttributeType.Integer, ScimNumber { IsInteger: true } number) when number.TryGetInt64(out _) => value,
        (AttributeType.Decimal, ScimNumber) => value,
        (AttributeType.DateTime, ScimString text) when ScimDateTime.TryParse(text.Value, out _) => value,
        (AttributeType.Binary, ScimString text) when IsBase64(text.Value) => value,
        (AttributeType.String, ScimString text) when attribute.IsTrimmed => Trimmed(attribute, text, parent),
        (AttributeType.String or AttributeType.Reference, ScimString) => value,
        (AttributeType.String, ScimNumber number) => ReadNumber(attribute, number, parent),
        _ => throw Invalid(Path(parent, attribute), $"must be {Expected(attribute.Type)}"),
    };

    /// <summary>Reads one value. An array of one counts as that value, if the dialect allows it.</summary>
    public ScimValue? ReadSingle(ScimAttribute attribute, ScimValue value, string? parent = null)
    {
        if (value is not ScimArray items)
        {
            return ReadOne(attribute, value, parent);
        }

        var path = Path(parent, attribute);
        return items.Count switch
        {
            0 => null,
            1 when dialect.Accepts(VendorQuirks.ArrayForSingle, log, $"accepted: \"{path}\" was an array with one value") =>
                ReadOne(attribute, items[0], parent),
            _ => throw Invalid(path, "takes one value and not an array"),
        };
    }

    private ScimString Trimmed(ScimAttribute attribute, ScimString text, string? parent)
    {
        var trimmed = text.Value.Trim();
        if (trimmed.Length == text.Value.Length)
        {
            return text;
        }

        log.Note(VendorQuirks.Trimmed, $"left out: white space around \"{Path(parent, attribute)}\"");
        return new ScimString(trimmed);
    }

    private ScimBoolean ReadBoolean(ScimAttribute attribute, ScimValue value, string? parent)
    {
        var path = Path(parent, attribute);
        return LooseValues.Boolean(value) is { } read
            && dialect.Accepts(read.Quirk, log, $"accepted: \"{path}\" was {(value is ScimNumber ? "the number" : "the text")} '{LooseValues.Text(value)!.Trim()}'")
            ? read.Value
            : throw Invalid(path, "must be true or false");
    }

    private ScimString ReadNumber(ScimAttribute attribute, ScimNumber number, string? parent)
    {
        var path = Path(parent, attribute);
        return dialect.Accepts(VendorQuirks.NumberForText, log, $"accepted: \"{path}\" was a number and not text")
            ? new ScimString(number.Literal)
            : throw Invalid(path, "must be text");
    }

    private ScimObject? ReadComplex(ScimAttribute attribute, ScimValue value)
    {
        var clearing = value is ScimString { Value: "" } || IsEmptyReference(attribute, value);
        if (clearing && dialect.Accepts(VendorQuirks.EmptyReference, log, $"accepted: \"{attribute.Name}\" was cleared with an empty value"))
        {
            return null;
        }

        if (value is ScimString or ScimNumber && attribute.Sub("value") is not null
            && dialect.Accepts(VendorQuirks.BareValue, log, $"accepted: \"{attribute.Name}\" was a bare value and not an object"))
        {
            value = ScimObject.Of(("value", value));
        }

        if (value is not ScimObject complex || clearing)
        {
            throw Invalid(attribute.Name, clearing ? "must not be empty" : "must be an object");
        }

        var result = new ScimObject.Builder();
        foreach (var (name, given) in complex)
        {
            ReadSub(attribute, name, given, result);
        }

        var read = result.Build();
        foreach (var sub in attribute.SubAttributes)
        {
            if (sub.Required && read.Count > 0 && !read.Contains(sub.Name))
            {
                throw Invalid(Path(attribute.Name, sub), "is required");
            }
        }

        return read.Count == 0 ? null : read;
    }

    private void ReadSub(ScimAttribute attribute, string name, ScimValue given, ScimObject.Builder result)
    {
        if (attribute.Sub(name) is not { } sub)
        {
            if (given is not ScimNull && !dialect.Accepts(VendorQuirks.UnknownAttribute, log, $"left out: \"{attribute.Name}\" has no sub-attribute \"{ScimJson.Excerpt(name)}\""))
            {
                throw ScimException.InvalidSyntax($"\"{attribute.Name}\" has no sub-attribute \"{ScimJson.Excerpt(name)}\".");
            }
        }
        else if (sub.Mutability == Mutability.ReadOnly)
        {
            if (given is not ScimNull)
            {
                log.Note(VendorQuirks.ReadOnlyIgnored, $"left out: \"{attribute.Name}.{sub.Name}\" is readOnly");
            }
        }
        else if (Read(sub, given, attribute.Name) is { } read)
        {
            result.Add(sub.Name, read);
        }
    }

    /// <summary>A single-valued attribute that refers to something, such as manager, with an empty reference.</summary>
    private static bool IsEmptyReference(ScimAttribute attribute, ScimValue value) =>
        !attribute.MultiValued && value is ScimObject complex && complex["value"] is ScimString { Value: "" };

    /// <summary>Base64 or base64url (RFC 7643 section 2.3.6), the latter also without padding.</summary>
    private static bool IsBase64(string text) => Base64.IsValid(text.AsSpan()) || Base64Url.IsValid(text.AsSpan());

    private static string Path(string? parent, ScimAttribute attribute) =>
        parent is null ? attribute.Name : $"{parent}.{attribute.Name}";

    private static ScimException Invalid(string path, string reason) => ScimException.InvalidValue($"\"{path}\" {reason}.");

    private static string Expected(AttributeType type) => type switch
    {
        AttributeType.Boolean => "true or false",
        AttributeType.Integer => "a whole number",
        AttributeType.Decimal => "a number",
        AttributeType.DateTime => "a date and time such as 2026-01-31T08:00:00Z",
        AttributeType.Binary => "text in base64",
        _ => "text",
    };
}
