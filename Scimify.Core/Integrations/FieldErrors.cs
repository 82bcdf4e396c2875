using Scimify.Core.Requests;

namespace Scimify.Core.Integrations;

/// <summary>Collects what is wrong with a request, so that the caller is told everything at once.</summary>
public sealed class FieldErrors
{
    private readonly SortedDictionary<string, List<string>> _fields = new(StringComparer.Ordinal);

    public bool IsEmpty => _fields.Count == 0;

    /// <param name="field">Dotted camelCase path, such as <c>policies.deletionGuard.maxCount</c>.</param>
    /// <param name="message">A sentence that says what was expected.</param>
    public void Add(string field, string message)
    {
        if (!_fields.TryGetValue(field, out var messages))
        {
            _fields.Add(field, messages = []);
        }

        messages.Add(message);
    }

    /// <exception cref="ValidationFailedException">Something was added.</exception>
    public void ThrowIfAny()
    {
        if (!IsEmpty)
        {
            throw new ValidationFailedException(_fields.ToDictionary(f => f.Key, f => f.Value.ToArray()));
        }
    }
}
