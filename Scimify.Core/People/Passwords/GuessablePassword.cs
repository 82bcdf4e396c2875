using Scimify.Core.Scim.Values;

namespace Scimify.Core.People.Passwords;

/// <summary>
/// Finds passwords that somebody who guesses tries first. A password is covered with parts that are known: words, the person's own
/// words, rows of keys, repeated characters, and numbers. It is guessable if too little else is in it.
/// </summary>
internal static class GuessablePassword
{
    public const string Repeated = "repeated";
    public const string Own = "own";
    public const string Product = "product";
    public const string Common = "common";

    /// <summary>So many characters that are part of nothing known make a password of its own.</summary>
    private const int LeastUnknown = 6;

    /// <summary>A known word says as much as so many unknown characters. The first two say nothing, so a phrase of five known words will do.</summary>
    private const int WorthOfWord = 2;

    private const int WordsWithoutWorth = 2;

    private const int ShortestWord = 3;
    private const int ShortestRow = 4;
    private const int ShortestRun = 3;
    private const int ShortestNumber = 2;

    private static readonly string[] Rows =
    [
        "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "!@#$%^&*()",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю",
    ];

    private static readonly HashSet<string> RowParts = [.. Rows.SelectMany(row => new[] { row, new string([.. row.Reverse()]) }).SelectMany(PartsOf)];

    /// <returns>One of the constants; null if nobody would guess it.</returns>
    public static string? Of(string password, string email, string? organization)
    {
        var text = Letters(ScimText.Normalise(password));
        if (IsRepeated(text))
        {
            return Repeated;
        }

        var words = new Dictionary<string, string>(CommonWords.All, StringComparer.Ordinal);
        foreach (var word in WordsOf(email).Concat(WordsOf(organization ?? "")))
        {
            words[word] = Own;
        }

        var (unknown, kind) = new[] { text, Plain(text, 'i'), Plain(text, 'l') }.Select(spelling => Cover(spelling, words)).MinBy(cover => cover.Unknown);
        return unknown < LeastUnknown ? kind : null;
    }

    /// <summary>Signs between words say nothing.</summary>
    private static string Letters(string text) => new([.. text.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '_' or '.' or ',' or '\''))]);

    /// <summary>The word that was meant by one with digits and signs in place of letters.</summary>
    private static string Plain(string text, char one) => new([.. text.Select(c => c switch
    {
        '0' => 'o',
        '1' or '!' or '|' => one,
        '3' or '€' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' or '+' => 't',
        '8' => 'b',
        _ => c,
    })]);

    /// <summary>Whether it is a shorter text over and over, which would itself be too short.</summary>
    private static bool IsRepeated(string text)
    {
        for (var unit = 1; unit <= text.Length / 2 && unit < PasswordRules.MinLength; unit++)
        {
            if (text.AsSpan(unit).SequenceEqual(text.AsSpan(0, text.Length - unit)))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> WordsOf(string text)
    {
        var words = new string([.. ScimText.Normalise(text).Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Append(string.Concat(words)).Where(word => word.Length >= ShortestWord);
    }

    private static IEnumerable<string> PartsOf(string row) =>
        from start in Enumerable.Range(0, row.Length)
        from length in Enumerable.Range(ShortestRow, Math.Max(0, row.Length - start - ShortestRow + 1))
        select row.Substring(start, length);

    /// <summary>The cover that leaves the least.</summary>
    private static (int Unknown, string Kind) Cover(string text, Dictionary<string, string> words)
    {
        var longest = words.Keys.Max(word => word.Length);
        var best = new Covered[text.Length + 1];
        Array.Fill(best, new Covered(int.MaxValue, 0, Common));
        best[0] = new Covered(0, 0, Common);
        for (var start = 0; start < text.Length; start++)
        {
            var before = best[start];
            Offer(start + 1, before with { Unknown = before.Unknown + 1 });
            for (var end = start + ShortestNumber; end <= text.Length; end++)
            {
                var part = text[start..end];
                if (words.TryGetValue(part, out var kind))
                {
                    Offer(end, new Covered(before.Unknown + WorthOfWord, before.Words + 1, Stronger(before.Kind, kind)));
                }
                else if (IsNumber(part) || (part.Length >= ShortestRun && IsRun(part)) || RowParts.Contains(part))
                {
                    Offer(end, before);
                }
                else if (part.Length > longest)
                {
                    break;
                }
            }
        }

        return (best[^1].Unknown - (WorthOfWord * Math.Min(WordsWithoutWorth, best[^1].Words)), best[^1].Kind);

        void Offer(int end, Covered covered)
        {
            if (covered.Unknown < best[end].Unknown)
            {
                best[end] = covered;
            }
        }
    }

    /// <summary>What is said first where a password has several kinds of parts.</summary>
    private static string Stronger(string one, string other) => one == Own || other == Own ? Own : one == Product || other == Product ? Product : Common;

    private static bool IsNumber(string part) => part.All(char.IsAsciiDigit);

    /// <summary>The same character again, or the alphabet forwards or backwards.</summary>
    private static bool IsRun(string part)
    {
        var step = part[1] - part[0];
        return step is >= -1 and <= 1 && (step == 0 || part.All(char.IsAsciiLetter)) && part.Zip(part.Skip(1)).All(pair => pair.Second - pair.First == step);
    }

    /// <summary>How the text up to a place is covered.</summary>
    /// <param name="Unknown">Characters that are part of nothing, and the worth of all words.</param>
    /// <param name="Words">How many there are.</param>
    private readonly record struct Covered(int Unknown, int Words, string Kind);
}
