using System.Diagnostics;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Filtering;

/// <param name="type">The type that paths are resolved in, unless there is a parent.</param>
/// <param name="parent">The multi-valued attribute whose sub-attributes the paths are; null for none.</param>
internal sealed class BindingScope(
    ScimResourceType type, AttributePath? parent, Dialect dialect, ToleranceLog log, UnknownAttributes unknown)
{
    public Filter Bind(Filter filter) => filter switch
    {
        And and => Join(and.Terms, Everything, Nothing, terms => new And(terms)),
        Or or => Join(or.Terms, Nothing, Everything, terms => new Or(terms)),
        Not not => Bind(not.Term) is var term && term == Nothing ? Everything : term == Everything ? Nothing : new Not(term),
        Present present => Resolve(present.Path) is { } path ? new Present(path) : Nothing,
        ValuePath valuePath => BindValuePath(valuePath),
        Comparison comparison => BindComparison(comparison),
        _ => throw new UnreachableException(),
    };

    private static readonly Filter Everything = new Present(AttributePath.Of(null, CommonAttributes.Id));

    /// <summary>A filter that matches no resource, because every resource has an id.</summary>
    private static readonly Filter Nothing = new Not(Everything);

    /// <summary>Leaves out the terms that decide nothing, so that a filter of absent attributes costs nothing.</summary>
    /// <param name="terms">Not bound.</param>
    /// <param name="idle">The term that changes nothing.</param>
    /// <param name="decisive">The term that decides alone.</param>
    /// <param name="join">For two terms or more.</param>
    private Filter Join(IReadOnlyList<Filter> terms, Filter idle, Filter decisive, Func<Filter[], Filter> join)
    {
        Filter[] bound = [.. terms.Select(Bind).Where(term => term != idle)];
        return Array.Exists(bound, term => term == decisive) ? decisive : bound switch { [] => idle, [var one] => one, _ => join(bound) };
    }

    private Filter BindValuePath(ValuePath valuePath)
    {
        if (Resolve(valuePath.Path) is not { } path)
        {
            return Nothing;
        }

        if (path.Leaf is not { Type: AttributeType.Complex, MultiValued: true })
        {
            throw ScimException.InvalidFilter($"\"{path}\" has no values to choose from with a filter in brackets.");
        }

        return new ValuePath(path, new BindingScope(type, path, dialect, log, unknown).Bind(valuePath.Filter));
    }

    private Filter BindComparison(Comparison comparison)
    {
        if (Resolve(comparison.Path) is not { } path)
        {
            return comparison.Operator == ComparisonOperator.NotEqual ? Everything : Nothing;
        }

        if (comparison.Literal is ScimNull)
        {
            return comparison.Operator switch
            {
                ComparisonOperator.Equal => new Not(new Present(path)),
                ComparisonOperator.NotEqual => new Present(path),
                _ => throw ScimException.InvalidFilter($"\"{path}\": null can be compared with eq and ne only."),
            };
        }

        if (path.Leaf is { Type: AttributeType.Complex } complex)
        {
            var value = path.Sub is null ? complex.Sub("value") : null;
            path = value is not null
                ? AttributePath.Of(path.Extension, complex, value)
                : throw ScimException.InvalidFilter($"\"{path}\" is complex: compare one of its sub-attributes.");
        }

        var literal = Literal(path, comparison);
        return path.Leaf is { IsTrimmed: true } && literal is ScimString text && text.Value.Trim() is var trimmed && trimmed.Length < text.Value.Length
            ? BindTrimmed(path, comparison.Operator, text, new ScimString(trimmed))
            : new Comparison(path, comparison.Operator, literal);
    }

    /// <summary>White space around the value does not count, but values that were stored before this rule may have some.</summary>
    private static Filter BindTrimmed(AttributePath path, ComparisonOperator op, ScimString asSent, ScimString trimmed) => op switch
    {
        ComparisonOperator.Equal => new Or([new Comparison(path, op, trimmed), new Comparison(path, op, asSent)]),
        ComparisonOperator.NotEqual => new And([new Comparison(path, op, trimmed), new Comparison(path, op, asSent)]),
        _ => new Comparison(path, op, asSent),
    };

    private ScimValue Literal(AttributePath path, Comparison comparison)
    {
        var leaf = path.Leaf ?? throw new UnreachableException();
        switch (leaf.Type)
        {
            case AttributeType.Boolean:
                RequireOperator(path, comparison, equalityOnly: true);
                if (LooseValues.Boolean(comparison.Literal) is { } read
                    && dialect.Accepts(read.Quirk, log, $"accepted: \"{path}\" was compared with a boolean as text or number"))
                {
                    return read.Value;
                }

                return comparison.Literal as ScimBoolean ?? throw Mismatch(path, "true or false");
            case AttributeType.Integer or AttributeType.Decimal:
                if (comparison.Operator is ComparisonOperator.Contains or ComparisonOperator.StartsWith or ComparisonOperator.EndsWith)
                {
                    throw Unfit(path, comparison);
                }

                return comparison.Literal as ScimNumber ?? throw Mismatch(path, "a number");
            case AttributeType.DateTime:
                var moment = comparison.Literal as ScimString ?? throw Mismatch(path, "a date and time as text");
                var asText = comparison.Operator is ComparisonOperator.Contains or ComparisonOperator.StartsWith or ComparisonOperator.EndsWith;
                return asText || ScimDateTime.TryParse(moment.Value, out _) ? moment : throw Mismatch(path, "a date and time such as 2026-01-31T08:00:00Z");
            case AttributeType.Binary:
                RequireOperator(path, comparison, equalityOnly: false);
                return comparison.Literal as ScimString ?? throw Mismatch(path, "text");
            default:
                if (comparison.Literal is ScimNumber number
                    && leaf.Type == AttributeType.String
                    && dialect.Accepts(VendorQuirks.NumberForText, log, $"accepted: \"{path}\" was compared with a number and not with text"))
                {
                    return new ScimString(number.Literal);
                }

                return comparison.Literal as ScimString ?? throw Mismatch(path, "text in double quotes");
        }
    }

    private static void RequireOperator(AttributePath path, Comparison comparison, bool equalityOnly)
    {
        var ordered = comparison.Operator is ComparisonOperator.GreaterThan or ComparisonOperator.GreaterOrEqual
            or ComparisonOperator.LessThan or ComparisonOperator.LessOrEqual;
        if (ordered || (equalityOnly && comparison.Operator is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual)))
        {
            throw Unfit(path, comparison);
        }
    }

    private AttributePath? Resolve(AttributePath path)
    {
        var found = parent is null ? PathResolver.Resolve(path, type, dialect, log) : WithinParent(path);
        if (found is null && unknown == UnknownAttributes.TakeAsAbsent)
        {
            return null;
        }

        if (found is null)
        {
            throw ScimException.InvalidFilter(parent is null
                ? $"{type.Name} has no attribute \"{path}\"."
                : $"\"{parent}\" has no sub-attribute \"{path}\".");
        }

        if (found.IsExtension)
        {
            throw ScimException.InvalidFilter($"\"{path}\" is a schema: name one of its attributes.");
        }

        return found.Leaf is { Returned: Returned.Never }
            ? throw ScimException.InvalidFilter($"\"{path}\" cannot be searched by.")
            : found;
    }

    private AttributePath? WithinParent(AttributePath path) =>
        path is { Schema: null, SubAttribute: null } && parent?.Attribute?.Sub(path.Name) is { } sub
            ? AttributePath.Of(null, sub)
            : null;

    private static ScimException Mismatch(AttributePath path, string expected) =>
        ScimException.InvalidFilter($"\"{path}\" must be compared with {expected}.");

    private static ScimException Unfit(AttributePath path, Comparison comparison) =>
        ScimException.InvalidFilter($"The operator {FilterPrinter.Name(comparison.Operator)} does not fit \"{path}\".");
}
