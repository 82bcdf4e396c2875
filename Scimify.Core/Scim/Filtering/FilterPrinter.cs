using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Filtering;

/// <summary>Prints a filter as text that parses to the same tree.</summary>
public static class FilterPrinter
{
    public static string Print(Filter filter)
    {
        var text = new StringBuilder();
        Print(text, filter);
        return text.ToString();
    }

    public static string Name(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "eq",
        ComparisonOperator.NotEqual => "ne",
        ComparisonOperator.Contains => "co",
        ComparisonOperator.StartsWith => "sw",
        ComparisonOperator.EndsWith => "ew",
        ComparisonOperator.GreaterThan => "gt",
        ComparisonOperator.GreaterOrEqual => "ge",
        ComparisonOperator.LessThan => "lt",
        ComparisonOperator.LessOrEqual => "le",
        _ => throw new UnreachableException(),
    };

    private static void Print(StringBuilder text, Filter filter)
    {
        switch (filter)
        {
            case And and:
                PrintTerms(text, and.Terms, " and ");
                break;
            case Or or:
                PrintTerms(text, or.Terms, " or ");
                break;
            case Not not:
                text.Append("not (");
                Print(text, not.Term);
                text.Append(')');
                break;
            case Present present:
                text.Append(present.Path).Append(" pr");
                break;
            case Comparison comparison:
                text.Append(comparison.Path).Append(' ').Append(Name(comparison.Operator)).Append(' ');
                PrintLiteral(text, comparison.Literal);
                break;
            case ValuePath valuePath:
                text.Append(valuePath.Path).Append('[');
                Print(text, valuePath.Filter);
                text.Append(']');
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void PrintTerms(StringBuilder text, IReadOnlyList<Filter> terms, string word)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            text.Append(i == 0 ? "" : word);
            // A chain inside a chain of the same kind keeps its parentheses, because the tree is what is printed.
            if (terms[i] is And or Or)
            {
                text.Append('(');
                Print(text, terms[i]);
                text.Append(')');
            }
            else
            {
                Print(text, terms[i]);
            }
        }
    }

    private static void PrintLiteral(StringBuilder text, ScimValue literal)
    {
        switch (literal)
        {
            case ScimString value:
                text.Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value.Value)).Append('"');
                break;
            case ScimBoolean value:
                text.Append(value.Value ? "true" : "false");
                break;
            case ScimNumber value:
                text.Append(value.Literal);
                break;
            case ScimNull:
                text.Append("null");
                break;
            default:
                throw new UnreachableException();
        }
    }
}
