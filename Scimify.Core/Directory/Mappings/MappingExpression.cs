using System.Text;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Mappings;

/// <summary>
/// Computes a Looker value from a SCIM user. In a template, <c>{path}</c> stands for a value, and <c>{{</c> and <c>}}</c> for
/// braces. A template has no value if one of its paths has none. A path is a PATCH path (RFC 7644 section 3.5.2), such as
/// <c>name.givenName</c> or <c>emails[type eq "work"].value</c>. Attributes of the enterprise extension need no URN.
/// </summary>
public sealed class MappingExpression
{
    /// <summary>The maximum length of a path, a constant or a template, in characters.</summary>
    public const int MaxLength = 1000;

    private static readonly ScimResourceType Mappable = ScimResourceTypes.UserWith(UserSchemas.LookerUser, UserSchemas.Access);

    private readonly IReadOnlyList<Part> _parts;

    private MappingExpression(IReadOnlyList<Part> parts) => _parts = parts;

    /// <summary>The attributes that it reads.</summary>
    public IEnumerable<ScimAttribute> Sources => _parts.OfType<Part.Path>().Select(part => part.Source.Target.Attribute!);

    /// <exception cref="FormatException">What is wrong with the text, for people.</exception>
    public static MappingExpression Parse(MappingSourceKind kind, string text, string attributeName) => kind switch
    {
        _ when text.Length > MaxLength => throw new FormatException($"At most {MaxLength} characters."),
        MappingSourceKind.Extension => new([new Part.Own(attributeName)]),
        MappingSourceKind.Constant => text.Length > 0 ? new([new Part.Literal(text)]) : throw new FormatException("A constant needs a text."),
        MappingSourceKind.Attribute => new([Reference(text)]),
        _ => new(Template(text)),
    };

    /// <param name="user">A validated SCIM user.</param>
    /// <param name="type">Looker's type of the attribute. Its yes and no are words of their own.</param>
    /// <returns>Null if there is no value.</returns>
    public string? Evaluate(ScimObject user, string type)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part.Of(user, type) is not { Length: > 0 } value)
            {
                return null;
            }

            text.Append(value);
        }

        return text.Length == 0 ? null : text.ToString();
    }

    private static List<Part> Template(string text)
    {
        var parts = new List<Part>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i])
            {
                literal.Append(text[i++]);
            }
            else if (text[i] == '}')
            {
                throw new FormatException($"The brace at place {i + 1} closes nothing; write }}}} for a brace.");
            }
            else if (text[i] == '{')
            {
                var end = EndOf(text, i + 1);
                AddLiteral(parts, literal);
                parts.Add(Reference(text[(i + 1)..end]));
                i = end;
            }
            else
            {
                literal.Append(text[i]);
            }
        }

        AddLiteral(parts, literal);
        return parts.Exists(p => p is Part.Path) ? parts : throw new FormatException("A template needs at least one attribute in braces, such as {userName}.");
    }

    private static void AddLiteral(List<Part> parts, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            parts.Add(new Part.Literal(literal.ToString()));
            literal.Clear();
        }
    }

    /// <summary>The position of the closing brace. Braces in quotes do not count, because a filter may have one.</summary>
    private static int EndOf(string text, int start)
    {
        var quoted = false;
        for (var i = start; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == '}' && !quoted)
            {
                return i;
            }
        }

        throw new FormatException($"The brace at place {start} is not closed; write {{{{ for a brace.");
    }

    private static Part.Path Reference(string text)
    {
        PatchPath path;
        try
        {
            path = PatchPathReader.Read(text.Trim(), Mappable, Dialect.Tolerant, new ToleranceLog());
        }
        catch (ScimException e)
        {
            throw new FormatException(e.Message);
        }

        var sub = path is PatchPath.Values { Sub: { } chosen } ? chosen : path.Target.Sub;
        var leaf = sub ?? path.Target.Leaf;
        if (leaf is { Type: AttributeType.Complex, MultiValued: true } && leaf.Sub("value") is { } value)
        {
            leaf = sub = value;
        }

        return leaf switch
        {
            null or { Type: AttributeType.Complex } => throw new FormatException($"\"{path.Target}\" has parts: name one of them."),
            { Mutability: not Mutability.ReadWrite } => throw new FormatException($"\"{path.Target}\" cannot be mapped."),
            _ when path.Target.Attribute!.Mutability != Mutability.ReadWrite => throw new FormatException($"\"{path.Target}\" cannot be mapped."),
            _ => new Part.Path(path, sub?.Name),
        };
    }

    private abstract record Part
    {
        public abstract string? Of(ScimObject user, string type);

        public sealed record Literal(string Text) : Part
        {
            public override string? Of(ScimObject user, string type) => Text;
        }

        /// <summary>If the path selects several values, the primary one counts, or else the first.</summary>
        public sealed record Path(PatchPath Source, string? Sub) : Part
        {
            public override string? Of(ScimObject user, string type)
            {
                var target = Source.Target;
                var container = target.Extension is null ? user : user.GetObject(target.Extension.Id);
                var value = container?[target.Name];
                if (value is ScimArray several)
                {
                    var filter = (Source as PatchPath.Values)?.Filter;
                    var chosen = several.Where(v => filter is null || (v is ScimObject item && FilterEvaluator.Matches(filter, item))).ToList();
                    value = chosen.Find(v => v is ScimObject item && item.GetBoolean("primary") == true) ?? chosen.FirstOrDefault();
                }

                return TextOf(Sub is null ? value : (value as ScimObject)?[Sub], type);
            }
        }

        public sealed record Own(string Name) : Part
        {
            public override string? Of(ScimObject user, string type) => TextOf(user.GetObject(SchemaUrns.LookerUser)?[Name], type);
        }

        private static string? TextOf(ScimValue? value, string type) => value switch
        {
            ScimString text => text.Value,
            ScimNumber number => number.Literal,
            ScimBoolean flag when type == "yesno" => flag.Value ? "yes" : "no",
            ScimBoolean flag => flag.Value ? "true" : "false",
            _ => null,
        };
    }
}
