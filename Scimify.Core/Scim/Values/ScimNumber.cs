using System.Globalization;

namespace Scimify.Core.Scim.Values;

/// <summary>A JSON number that keeps its literal, so that a client gets back what it sent.</summary>
public sealed record ScimNumber : ScimValue
{
    private ScimNumber(string literal) => Literal = literal;

    public string Literal { get; }

    /// <summary>No fraction and no exponent (RFC 7643 section 2.3.4).</summary>
    public bool IsInteger => !Literal.AsSpan().ContainsAny('.', 'e', 'E');

    public static ScimNumber Of(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Null if the text is not a JSON number of finite size.</summary>
    public static ScimNumber? TryParse(string literal) =>
        IsJsonNumber(literal)
            && double.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? new ScimNumber(literal)
            : null;

    public bool TryGetInt64(out long value) =>
        long.TryParse(Literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>Numerical order. Exact if both fit a decimal, otherwise as doubles.</summary>
    public int CompareTo(ScimNumber other) =>
        TryGetDecimal(out var left) && other.TryGetDecimal(out var right)
            ? left.CompareTo(right)
            : ToDouble().CompareTo(other.ToDouble());

    private bool TryGetDecimal(out decimal value) =>
        decimal.TryParse(Literal, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private double ToDouble() => double.Parse(Literal, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool IsJsonNumber(ReadOnlySpan<char> text)
    {
        var at = text.StartsWith("-") ? 1 : 0;
        var digits = Digits(text, at);
        if (digits == 0 || (digits > 1 && text[at] == '0'))
        {
            return false;
        }

        at += digits;
        if (at < text.Length && text[at] == '.')
        {
            digits = Digits(text, at + 1);
            if (digits == 0)
            {
                return false;
            }

            at += 1 + digits;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at += at + 1 < text.Length && text[at + 1] is '+' or '-' ? 2 : 1;
            digits = Digits(text, at);
            if (digits == 0)
            {
                return false;
            }

            at += digits;
        }

        return at == text.Length;
    }

    private static int Digits(ReadOnlySpan<char> text, int at)
    {
        var count = 0;
        while (at + count < text.Length && char.IsAsciiDigit(text[at + count]))
        {
            count++;
        }

        return count;
    }
}
