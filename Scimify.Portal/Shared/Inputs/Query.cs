using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Inputs;

/// <summary>A request's query string that has not been read yet. An unknown filter is refused, never ignored.</summary>
/// <typeparam name="T">A record whose properties are the parameters. The OpenAPI document shows it too.</typeparam>
[UnreadInput]
public sealed class Query<T>
    where T : class
{
    private readonly HttpRequest _request;

    internal Query(HttpRequest request) => _request = request;

    /// <exception cref="ValidationFailedException">There are unknown parameters (by name) or wrong values (by field).</exception>
    public T Read()
    {
        var type = InputType.Of(typeof(T));
        var errors = new FieldErrors();
        var json = new JsonObject();
        foreach (var (name, values) in _request.Query)
        {
            if (type.Find(name) is not { } member)
            {
                errors.Add(name, type.UnknownRule("parameter"));
            }
            else if (values.Count > 1)
            {
                errors.Add(name, "must be given once.");
            }
            else if (ValueOf(values, member) is { } value)
            {
                json[name] = value;
            }
        }

        var element = JsonSerializer.SerializeToElement(json);
        new InputCheck("parameter", bounds: true, errors).Object(element, type, "");
        errors.ThrowIfAny();
        return element.Deserialize<T>(InputJson.Options)!;
    }

    /// <summary>Null for an empty parameter, which counts as absent. Text that is not a number or flag stays text, and is refused as such.</summary>
    private static JsonValue? ValueOf(StringValues values, InputMember member)
    {
        var text = values.ToString();
        return text.Length == 0 ? null
            : member.Kind == InputKind.WholeNumber && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
            : member.Kind == InputKind.Flag && text is "true" or "false" ? JsonValue.Create(text == "true")
            : JsonValue.Create(text);
    }
}
