using Scimify.Core.Primitives;

namespace Scimify.Core.Requests;

/// <summary>The grammar of validation messages: the field, what is expected of it, and a full stop.</summary>
public static class FieldSentence
{
    /// <param name="field">The path of the field, as the caller named it.</param>
    /// <param name="rule">The rest of the sentence: <c>must be a UUID.</c>, <c>is required: 1 to 100 characters.</c></param>
    public static string Of(string field, string rule)
    {
        var text = rule.Trim();
        return text.EndsWith('.') ? $"{field} {text}" : $"{field} {text}.";
    }

    /// <summary>For a place that already shows the field, such as the line below a labelled input.</summary>
    /// <returns>"Must be a UUID." of "uuid must be a UUID."; null for no sentence.</returns>
    public static string? WithoutField(string field, IEnumerable<string>? sentences)
    {
        var rules = (sentences ?? []).Select(sentence => sentence.StartsWith(field + " ", StringComparison.Ordinal)
            ? LetterCase.Capital(sentence[(field.Length + 1)..])
            : sentence);
        return string.Join(' ', rules) is { Length: > 0 } text ? text : null;
    }
}
