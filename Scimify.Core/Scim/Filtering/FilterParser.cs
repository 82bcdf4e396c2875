using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Scim.Filtering;

/// <summary>
/// Parses filter text into a tree, by the grammar of RFC 7644 section 3.4.2.2 and without a schema. The case of operators and
/// of the words and, or, not does not matter. It also accepts <c>emails[type eq "work"].value eq "x"</c>, which the grammar
/// allows only in PATCH, as <c>emails[type eq "work" and value eq "x"]</c>.
/// </summary>
public static class FilterParser
{
    /// <summary>The limit for nested parentheses, brackets and negations.</summary>
    public const int MaxDepth = 100;

    /// <summary>The limit of comparisons in one filter: enough for a client that lists a page of IDs.</summary>
    public const int MaxTerms = 10_000;

    /// <exception cref="ScimException">400 <c>invalidFilter</c>, with the position (from 1) and the reason.</exception>
    public static Filter Parse(string text)
    {
        var scanner = new FilterScanner(text);
        var filter = new Descent(scanner).Filter();
        scanner.SkipSpace();
        return scanner.AtEnd ? filter : throw scanner.Error("the end of the filter, \"and\" or \"or\" is expected here");
    }

    /// <summary>Parses the filter of a PATCH path, from after "[" to the "]".</summary>
    internal static Filter ParseValueFilter(string text, int start, out int end)
    {
        var scanner = new FilterScanner(text) { Position = start };
        var filter = new Descent(scanner) { InValuePath = true }.Filter();
        scanner.SkipSpace();
        if (!scanner.TryTake(']'))
        {
            throw scanner.Error("\"]\" is expected here");
        }

        end = scanner.Position;
        return filter;
    }

    private sealed class Descent(FilterScanner scanner)
    {
        private int _depth;
        private int _terms;

        public bool InValuePath { get; set; }

        public Filter Filter()
        {
            if (++_depth > MaxDepth)
            {
                throw scanner.Error($"the filter is nested deeper than {MaxDepth} levels");
            }

            var alternatives = Chain(() => Chain(Term, "and", terms => new And(terms)), "or", terms => new Or(terms));
            _depth--;
            return alternatives;
        }

        private Filter Chain(Func<Filter> part, string word, Func<IReadOnlyList<Filter>, Filter> join)
        {
            var first = part();
            if (!scanner.TryTakeWord(word))
            {
                return first;
            }

            List<Filter> terms = [first];
            do
            {
                terms.Add(part());
            }
            while (scanner.TryTakeWord(word));
            return join(terms);
        }

        private Filter Term()
        {
            scanner.SkipSpace();
            if (scanner.TryTakeNot())
            {
                return new Not(Group());
            }

            if (scanner.TryTake('('))
            {
                return Close(Filter());
            }

            if (++_terms > MaxTerms)
            {
                throw scanner.Error($"the filter has more than {MaxTerms} comparisons");
            }

            var path = scanner.Path();
            if (scanner.TryTake('['))
            {
                return ValuePath(path);
            }

            return Comparison(path);
        }

        private Filter Group()
        {
            scanner.SkipSpace();
            return scanner.TryTake('(') ? Close(Filter()) : throw scanner.Error("\"(\" is expected after \"not\"");
        }

        private Filter Close(Filter filter)
        {
            scanner.SkipSpace();
            return scanner.TryTake(')') ? filter : throw scanner.Error("\")\", \"and\" or \"or\" is expected here");
        }

        private Filter Comparison(AttributePath path) =>
            scanner.TryTakePresent() ? new Present(path) : new Comparison(path, scanner.Operator(), scanner.Literal());

        private ValuePath ValuePath(AttributePath path)
        {
            if (InValuePath)
            {
                throw scanner.Error("a value filter cannot stand inside another");
            }

            InValuePath = true;
            var inner = Filter();
            InValuePath = false;
            scanner.SkipSpace();
            if (!scanner.TryTake(']'))
            {
                throw scanner.Error("\"]\", \"and\" or \"or\" is expected here");
            }

            if (scanner.TryTake('.'))
            {
                inner = new And([inner, Comparison(scanner.Path())]);
            }

            return new ValuePath(path, inner);
        }
    }
}
