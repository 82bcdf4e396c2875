using System.Buffers;
using System.Text;

namespace Scimify.Core.Scim.Querying;

/// <summary>
/// The filter of a URL's query. A plus there is itself (RFC 3986 section 2.2), but forms and many clients mean a space by it. Between
/// the parts of a filter it can only be a space. Within a text it is itself, unless the filter has a plus for a space elsewhere; even
/// then an address such as jane+lists@example.com keeps it, because no address has a space.
/// </summary>
public static class QueryFilter
{
    private static readonly SearchValues<char> NotInAddresses = SearchValues.Create(" <>()\",;");

    /// <param name="encoded">The value as it stands in the query, with percent-encoding.</param>
    public static string Decode(string encoded)
    {
        if (!encoded.Contains('+', StringComparison.Ordinal))
        {
            return Uri.UnescapeDataString(encoded);
        }

        var text = new StringBuilder(encoded.Length);
        var pluses = new List<int>();
        foreach (var part in encoded.Split('+'))
        {
            text.Append(Uri.UnescapeDataString(part));
            pluses.Add(text.Length);
            text.Append('+');
        }

        text.Length--;
        pluses.RemoveAt(pluses.Count - 1);
        return Spaced(text.ToString(), pluses);
    }

    /// <param name="text">Decoded. Every plus of the query is still one.</param>
    /// <param name="pluses">Where these are, in order; a plus that was percent-encoded is not among them.</param>
    private static string Spaced(string text, List<int> pluses)
    {
        var within = Within(pluses, Literals(text));
        var hasPlusForSpace = within.Contains(null);
        var spaced = text.ToCharArray();
        for (var i = 0; i < pluses.Count; i++)
        {
            if (within[i] is not { } literal || (hasPlusForSpace && !literal.IsAddress))
            {
                spaced[pluses[i]] = ' ';
            }
        }

        return new string(spaced);
    }

    /// <summary>For each plus, the literal that it is in; null between the parts of the filter.</summary>
    private static List<Literal?> Within(List<int> pluses, List<Literal> literals)
    {
        var within = new List<Literal?>(pluses.Count);
        var next = 0;
        foreach (var at in pluses)
        {
            while (next < literals.Count && literals[next].End <= at)
            {
                next++;
            }

            within.Add(next < literals.Count && literals[next].Start <= at ? literals[next] : null);
        }

        return within;
    }

    /// <summary>What stands between double quotes, in order.</summary>
    private static List<Literal> Literals(string filter)
    {
        var literals = new List<Literal>();
        for (var start = filter.IndexOf('"', StringComparison.Ordinal); start >= 0;)
        {
            var end = start + 1;
            while (end < filter.Length && filter[end] != '"')
            {
                end += filter[end] == '\\' ? 2 : 1;
            }

            end = Math.Min(end, filter.Length);
            literals.Add(new(start + 1, end, IsAddress(filter.AsSpan(start + 1, end - start - 1))));
            start = end + 1 < filter.Length ? filter.IndexOf('"', end + 1) : -1;
        }

        return literals;
    }

    /// <summary>Whether it is a plain address if each plus is one: nobody's domain has a plus, and no local part begins or ends with it.</summary>
    private static bool IsAddress(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        return at > 0 && at == text.LastIndexOf('@') && text[0] != '+' && text[at - 1] != '+'
            && text[at..].IndexOf('+') < 0 && text.IndexOfAny(NotInAddresses) < 0;
    }

    private readonly record struct Literal(int Start, int End, bool IsAddress);
}
