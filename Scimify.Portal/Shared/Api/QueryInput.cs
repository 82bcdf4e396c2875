using System.Globalization;
using Scimify.Core.Integrations;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Api;

/// <summary>A query string that was checked against a shape. A filter that is not known is refused, never left out.</summary>
internal sealed class QueryInput
{
    private readonly IQueryCollection _query;

    private QueryInput(IQueryCollection query) => _query = query;

    /// <exception cref="ValidationFailedException">Unknown parameters by name, wrong values by field.</exception>
    public static QueryInput Read(IQueryCollection query, InputShape shape)
    {
        var errors = new FieldErrors();
        foreach (var (name, values) in query)
        {
            if (shape.Find(name) is not { } member)
            {
                errors.Add(name, shape.Members.Length == 0
                    ? "Unknown parameter; none is expected."
                    : $"Unknown parameter; expected {string.Join(", ", shape.Members.Select(m => m.Name))}.");
            }
            else if (values.Count > 1)
            {
                errors.Add(name, "Must be given once.");
            }
            else if (values.ToString() is { Length: > 0 } text && Problem(text, member) is { } problem)
            {
                errors.Add(name, problem);
            }
        }

        errors.ThrowIfAny();
        return new QueryInput(query);
    }

    /// <summary>Null when left out or empty.</summary>
    public string? Text(string name) => _query[name].ToString() is { Length: > 0 } text ? text : null;

    public bool Flag(string name) => Text(name) == "true";

    public Guid? Uuid(string name) => Text(name) is { } text && InputText.TryUuid(text, out var id) ? id : null;

    public DateTimeOffset? Time(string name) => Text(name) is { } text && InputText.TryTime(text, out var time) ? time : null;

    public int? WholeNumber(string name) => Text(name) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    private static string? Problem(string text, InputMember member) => member.Kind switch
    {
        _ when !InputText.IsWellFormed(text) => InputText.ExpectedText,
        InputKind.Flag => text is "true" or "false" ? null : "Must be true or false.",
        InputKind.WholeNumber => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && !(number < member.Least) && !(number > member.Most) ? null : InputText.ExpectedNumber(member),
        InputKind.Uuid => InputText.TryUuid(text, out _) ? null : InputText.ExpectedUuid,
        InputKind.Time => InputText.TryTime(text, out _) ? null : InputText.ExpectedTime,
        _ => member.Words is { } words && !words.Contains(text) ? $"Must be one of {string.Join(", ", words)}." : null,
    };
}
