using System.Text.Json;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Inputs;

/// <summary>
/// Compares JSON with the record that it is bound to, and reports everything that is wrong. The serializer would stop at the first
/// problem. Checks types only: the service decides what a value means, and whether it is required.
/// </summary>
/// <param name="what">What the members are called: <c>member</c> or <c>parameter</c>.</param>
/// <param name="bounds">Whether to report numbers out of bounds here. Otherwise the service does, together with its other findings.</param>
internal sealed class InputCheck(string what, bool bounds, FieldErrors errors)
{
    public void Object(JsonElement value, InputType type, string path)
    {
        foreach (var property in value.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
            {
                errors.Add("body", InputText.WellFormedRule);
            }
            else if (type.Find(name) is { } member)
            {
                Member(property.Value, member, path + name);
            }
            else
            {
                errors.Add(path + name, type.UnknownRule(what));
            }
        }
    }

    private void Member(JsonElement value, InputMember member, string field)
    {
        switch (value.ValueKind, member.Kind)
        {
            case (JsonValueKind.Null, _):
                if (!member.Nullable)
                {
                    errors.Add(field, "must not be null.");
                }

                break;
            case (JsonValueKind.Object, InputKind.Object):
                Object(value, member.Item!, field + ".");
                break;
            case (JsonValueKind.Array, InputKind.Objects) when !(value.GetArrayLength() > member.MostItems):
                Items(value, member.Item!, field);
                break;
            default:
                if (RuleBroken(value, member) is { } rule)
                {
                    errors.Add(field, rule);
                }

                break;
        }
    }

    private void Items(JsonElement array, InputType type, string field)
    {
        var i = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                Object(item, type, $"{field}.{i}.");
            }
            else
            {
                errors.Add($"{field}.{i}", "must be an object.");
            }

            i++;
        }
    }

    private string? RuleBroken(JsonElement value, InputMember member) => member.Kind switch
    {
        InputKind.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : member.Rule,
        InputKind.WholeNumber => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && !(bounds && (number < member.Least || number > member.Most)) ? null : member.Rule,
        InputKind.Document => value.ValueKind != JsonValueKind.Object ? member.Rule : IsWellFormed(value) ? null : InputText.WellFormedRule,
        InputKind.Uuids or InputKind.Texts => value.ValueKind == JsonValueKind.Array && !(value.GetArrayLength() > member.MostItems)
            ? value.EnumerateArray().Select(item => TextRuleBroken(item, member)).FirstOrDefault(rule => rule is not null)
            : member.Rule,
        InputKind.WholeNumbers => value.ValueKind == JsonValueKind.Array && !(value.GetArrayLength() > member.MostItems)
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _)) ? null : member.Rule,
        InputKind.Object or InputKind.Objects => member.Rule,
        _ => TextRuleBroken(value, member),
    };

    private static string? TextRuleBroken(JsonElement value, InputMember member)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return member.Rule;
        }

        if (TextOf(value) is not { } text || !InputText.IsWellFormed(text))
        {
            return InputText.WellFormedRule;
        }

        var fits = member.Kind switch
        {
            InputKind.Uuid or InputKind.Uuids => Uuids.TryParse(text, out _),
            InputKind.Time => InputText.TryTime(text, out _),
            _ => member.Words is null || member.Words.Contains(text),
        };
        return fits ? null : member.Rule;
    }

    private static bool IsWellFormed(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(p => NameOf(p) is { } name && InputText.IsWellFormed(name) && IsWellFormed(p.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(IsWellFormed),
        JsonValueKind.String => TextOf(value) is { } text && InputText.IsWellFormed(text),
        _ => true,
    };

    /// <summary>Null if it contains half of an escaped surrogate pair.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="TextOf"/>
    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
