using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Integrations;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Api;

/// <summary>A JSON body whose members and types were checked against a shape. Getters answer null for what was not given.</summary>
internal sealed class JsonInput
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonElement _object;

    private JsonInput(JsonElement value) => _object = value;

    /// <summary>The content type is not looked at: the API key travels in a header that no form can send.</summary>
    /// <exception cref="ValidationFailedException">Not a JSON object (field <c>body</c>), unknown members by name, wrong types by field.</exception>
    public static async Task<JsonInput> ReadAsync(HttpRequest request, InputShape shape, CancellationToken ct)
    {
        JsonElement body;
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Strict, ct);
            body = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw ValidationFailedException.Of("body", e.LineNumber is { } line
                ? $"Must be valid JSON; line {line + 1}, byte {e.BytePositionInLine} is not."
                : "Must be valid JSON without duplicate members.");
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            throw ValidationFailedException.Of("body", "Must be a JSON object.");
        }

        var errors = new FieldErrors();
        Check(body, shape, "", errors);
        errors.ThrowIfAny();
        return new JsonInput(body);
    }

    /// <summary>For actions that take no body: an empty one or <c>{}</c>.</summary>
    /// <exception cref="ValidationFailedException">The body has members.</exception>
    public static async Task RequireNoneAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength is > 0)
        {
            await ReadAsync(request, InputShapes.None, ct);
        }
    }

    public bool IsNull(string name) => _object.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    public string? Text(string name) => Value(name)?.GetString();

    public bool? Flag(string name) => Value(name)?.GetBoolean();

    public int? WholeNumber(string name) => Value(name)?.GetInt32();

    public Guid? Uuid(string name) => Text(name) is { } text ? Guid.Parse(text) : null;

    public DateTimeOffset? Time(string name) => Text(name) is { } text && InputText.TryTime(text, out var time) ? time : null;

    public IReadOnlyCollection<Guid>? Uuids(string name) =>
        Value(name) is { } array ? array.EnumerateArray().Select(item => Guid.ParseExact(item.GetString()!, "D")).ToHashSet() : null;

    public string[]? TextList(string name) => Value(name) is { } list ? [.. list.EnumerateArray().Select(text => text.GetString()!)] : null;

    /// <summary>Whether the body names the member, be it null.</summary>
    public bool Has(string name) => _object.TryGetProperty(name, out _);

    /// <summary>A copy that outlives the request.</summary>
    public JsonObject? Document(string name) => Value(name) is { } value ? JsonObject.Create(value.Clone()) : null;

    public IReadOnlyList<JsonInput>? Objects(string name) => Value(name) is { } array ? [.. array.EnumerateArray().Select(item => new JsonInput(item))] : null;

    public JsonInput? Object(string name) => Value(name) is { } value ? new JsonInput(value) : null;

    /// <summary>Set also where the body says null.</summary>
    public Optional<string?> OptionalText(string name) => _object.TryGetProperty(name, out _) ? new(Text(name)) : default;

    /// <summary>Set also where the body says null.</summary>
    public Optional<int?> OptionalNumber(string name) => _object.TryGetProperty(name, out _) ? new(WholeNumber(name)) : default;

    private JsonElement? Value(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static void Check(JsonElement body, InputShape shape, string path, FieldErrors errors)
    {
        foreach (var property in body.EnumerateObject())
        {
            var field = path + property.Name;
            if (shape.Find(property.Name) is not { } member)
            {
                errors.Add(field, shape.Members.Length == 0
                    ? "Unknown member; none is expected."
                    : $"Unknown member; expected {string.Join(", ", shape.Members.Select(m => m.Name))}.");
            }
            else if (property.Value.ValueKind == JsonValueKind.Null)
            {
                if (!member.Nullable)
                {
                    errors.Add(field, "Must not be null.");
                }
            }
            else if (member is { Kind: InputKind.Objects, Shape: { } each } && property.Value.ValueKind == JsonValueKind.Array)
            {
                CheckItems(property.Value, member, each, field, errors);
            }
            else if (member is { Kind: InputKind.Object, Shape: { } inner } && property.Value.ValueKind == JsonValueKind.Object)
            {
                Check(property.Value, inner, field + ".", errors);
            }
            else if (Problem(property.Value, member) is { } problem)
            {
                errors.Add(field, problem);
            }
        }
    }

    private static void CheckItems(JsonElement array, InputMember member, InputShape shape, string field, FieldErrors errors)
    {
        if (array.GetArrayLength() > member.Most)
        {
            errors.Add(field, $"Must be an array of at most {member.Most} objects.");
            return;
        }

        var i = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                Check(item, shape, $"{field}.{i}.", errors);
            }
            else
            {
                errors.Add($"{field}.{i}", "Must be an object.");
            }

            i++;
        }
    }

    private static string? Problem(JsonElement value, InputMember member) => member.Kind switch
    {
        InputKind.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "Must be true or false.",
        InputKind.WholeNumber => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _) ? null : InputText.ExpectedNumber(member),
        InputKind.Object => "Must be an object.",
        InputKind.Document => value.ValueKind == JsonValueKind.Object ? null : "Must be an object.",
        InputKind.Objects => "Must be an array of objects.",
        InputKind.Uuids => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= (member.Most ?? int.MaxValue)
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && TextProblem(item, member with { Kind = InputKind.Uuid }) is null)
            ? null
            : $"Must be an array of at most {member.Most} UUIDs.",
        InputKind.TextList => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => ItemProblem(item, member)).FirstOrDefault(p => p is not null) : "Must be an array of strings.",
        _ => value.ValueKind != JsonValueKind.String ? "Must be a string." : TextProblem(value, member),
    };

    private static string? ItemProblem(JsonElement item, InputMember member) =>
        item.ValueKind == JsonValueKind.String ? TextProblem(item, member) : "Must be an array of strings.";

    private static string? TextProblem(JsonElement value, InputMember member)
    {
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return InputText.ExpectedText;     // half of a surrogate pair, escaped
        }

        return member.Kind switch
        {
            _ when !InputText.IsWellFormed(text) => InputText.ExpectedText,
            InputKind.Uuid when !InputText.TryUuid(text, out _) => InputText.ExpectedUuid,
            InputKind.Time when !InputText.TryTime(text, out _) => InputText.ExpectedTime,
            InputKind.Text or InputKind.TextList when member.Words is { } words && !words.Contains(text) => $"Must be one of {string.Join(", ", words)}.",
            _ => null,
        };
    }
}
