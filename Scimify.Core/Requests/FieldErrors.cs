using Scimify.Core.Errors;

namespace Scimify.Core.Requests;

/// <summary>Collects what is wrong with the fields of a request, so that the caller learns everything at once.</summary>
public sealed class FieldErrors
{
    private readonly SortedDictionary<string, List<string>> _fields = new(StringComparer.Ordinal);

    public bool IsEmpty => _fields.Count == 0;

    /// <param name="field">Dotted camelCase path, such as <c>policies.deletionGuard.maxCount</c>.</param>
    /// <param name="rule">What is expected, in the form of <see cref="FieldSentence.Of"/>.</param>
    public void Add(string field, string rule)
    {
        if (!_fields.TryGetValue(field, out var messages))
        {
            _fields.Add(field, messages = []);
        }

        messages.Add(FieldSentence.Of(field, rule));
    }

    /// <exception cref="ValidationFailedException">Something was added.</exception>
    public void ThrowIfAny()
    {
        if (!IsEmpty)
        {
            throw ToException();
        }
    }

    /// <param name="code">Null if the fields say everything.</param>
    public ValidationFailedException ToException(ErrorCode? code = null) => new(_fields.ToDictionary(f => f.Key, f => f.Value.ToArray()), code);
}
