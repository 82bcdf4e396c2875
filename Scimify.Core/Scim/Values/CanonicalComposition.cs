using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Scimify.Core.Scim.Values;

/// <summary>
/// Unicode normal form C (UAX 15). The framework's own function does nothing if globalization is invariant, as it is here. A
/// name must be found in whichever form its accents were typed.
/// </summary>
internal static partial class CanonicalComposition
{
    private const int SBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7;
    private const int LCount = 19, VCount = 21, TCount = 28, SCount = LCount * VCount * TCount;

    private static readonly FrozenDictionary<int, int[]> Decomposed;
    private static readonly FrozenDictionary<(int, int), int> Composed;
    private static readonly FrozenDictionary<int, int> Classes;

#pragma warning disable CA1810 // One pass over the data fills two tables.
    static CanonicalComposition()
#pragma warning restore CA1810
    {
        var decomposed = new Dictionary<int, int[]>();
        var composed = new Dictionary<(int, int), int>();
        var code = 0;
        foreach (var entry in Decompositions.Split(' '))
        {
            var sign = entry.AsSpan().IndexOfAny('!', ':');
            code += Number(entry.AsSpan(0, sign));
            var parts = entry[(sign + 1)..].Split(',').Select(part => Number(part)).ToArray();
            decomposed[code] = parts;
            if (entry[sign] == ':')
            {
                composed[(parts[0], parts[1])] = code;
            }
        }

        Decomposed = decomposed.ToFrozenDictionary();
        Composed = composed.ToFrozenDictionary();
        Classes = ReadClasses().ToFrozenDictionary();
    }

    /// <summary>Returns the same instance if the text is certainly in normal form, like all Western text without combining marks.</summary>
    public static string Compose(string text)
    {
        // Normal form C changes no character below U+0300, and such a character changes none before it.
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\uFFFF'))
        {
            return text;
        }

        var runes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, runes);
        }

        return Join(Recompose(Order(runes)));
    }

    private static void Decompose(int code, List<int> into)
    {
        if (code is >= SBase and < SBase + SCount)
        {
            var s = code - SBase;
            into.Add(LBase + (s / (VCount * TCount)));
            into.Add(VBase + (s % (VCount * TCount) / TCount));
            if (s % TCount != 0)
            {
                into.Add(TBase + (s % TCount));
            }
        }
        else if (Decomposed.TryGetValue(code, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, into);
            }
        }
        else
        {
            into.Add(code);
        }
    }

    /// <summary>Sorts each run of combining marks by class, and keeps the order of equal classes.</summary>
    private static List<int> Order(List<int> runes)
    {
        for (var start = 0; start < runes.Count; start++)
        {
            var end = start;
            while (end < runes.Count && Class(runes[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                var sorted = runes.GetRange(start, end - start).OrderBy(Class).ToArray();
                sorted.CopyTo(CollectionsMarshal.AsSpan(runes)[start..]);
            }

            start = end;
        }

        return runes;
    }

    private static List<int> Recompose(List<int> runes)
    {
        var result = new List<int>(runes.Count);
        var starter = -1;
        var last = 0;
        foreach (var code in runes)
        {
            var cls = Class(code);
            var blocked = starter < result.Count - 1 && last >= cls;
            if (starter >= 0 && !blocked && Pair(result[starter], code) is { } pair)
            {
                result[starter] = pair;
                continue;
            }

            if (cls == 0)
            {
                starter = result.Count;
            }

            last = cls;
            result.Add(code);
        }

        return result;
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= LBase and < LBase + LCount && second is >= VBase and < VBase + VCount)
        {
            return SBase + ((((first - LBase) * VCount) + second - VBase) * TCount);
        }

        if (first is >= SBase and < SBase + SCount && (first - SBase) % TCount == 0 && second is > TBase and < TBase + TCount)
        {
            return first + second - TBase;
        }

        return Composed.TryGetValue((first, second), out var code) ? code : null;
    }

    private static int Class(int code) => code < 0x300 ? 0 : Classes.GetValueOrDefault(code);

    private static string Join(List<int> runes)
    {
        var text = new StringBuilder(runes.Count);
        foreach (var code in runes)
        {
            text.Append(new Rune(code));
        }

        return text.ToString();
    }

    private static Dictionary<int, int> ReadClasses()
    {
        var classes = new Dictionary<int, int>();
        foreach (var entry in CombiningClasses.Split(' '))
        {
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            var cls = int.Parse(entry.AsSpan(0, colon), CultureInfo.InvariantCulture);
            var code = 0;
            foreach (var run in entry[(colon + 1)..].Split(','))
            {
                var plus = run.IndexOf('+', StringComparison.Ordinal);
                code += Number(plus < 0 ? run : run.AsSpan(0, plus));
                var more = plus < 0 ? 0 : Number(run.AsSpan(plus + 1));
                for (var i = 0; i <= more; i++)
                {
                    classes[code + i] = cls;
                }
            }
        }

        return classes;
    }

    private static int Number(ReadOnlySpan<char> text)
    {
        var value = 0;
        foreach (var c in text)
        {
            value = (value * 36) + (char.IsAsciiDigit(c) ? c - '0' : c - 'a' + 10);
        }

        return value;
    }
}
