namespace Scimify.Core.Looker;

/// <summary>What a request to Looker carries.</summary>
public enum LookerBody
{
    None,
    Json,

    /// <summary>A JSON array of ids.</summary>
    JsonIds,
    Form,
    Text,
}

/// <summary>One operation of Looker's API 4.0, as Scimify uses it.</summary>
/// <param name="Name">The <c>operationId</c> of the official document.</param>
/// <param name="Path">Template below <c>/api/4.0</c>, such as <c>/users/{user_id}</c>.</param>
/// <param name="Query">The query parameters that may be sent.</param>
/// <param name="Body">What the request carries.</param>
/// <param name="WritableFields">The members of the body that Looker accepts. All others are read-only.</param>
/// <param name="Answers">The documented statuses besides 401 and 5xx, which any operation can answer.</param>
/// <param name="Repeatable">Sending it twice has the same effect as sending it once, so it can be sent again
/// after a lost answer.</param>
public sealed record LookerOperation(
    string Name,
    HttpMethod Method,
    string Path,
    IReadOnlyList<string> Query,
    LookerBody Body,
    IReadOnlyList<string> WritableFields,
    IReadOnlyList<int> Answers,
    bool Repeatable)
{
    /// <summary>Whether it can change anything in Looker.</summary>
    public bool Writes { get; init; } = Method != HttpMethod.Get;

    /// <summary>The template with its parameters filled in, in order and percent-encoded.</summary>
    /// <exception cref="ArgumentException">The number of values differs from the number of parameters, or a value is empty.</exception>
    public string PathWith(params ReadOnlySpan<string> values)
    {
        var segments = Path.Split('/');
        var used = 0;
        for (var i = 0; i < segments.Length; i++)
        {
            if (!segments[i].StartsWith('{'))
            {
                continue;
            }

            if (used == values.Length || IsNotASegment(values[used]))
            {
                throw new ArgumentException($"The operation {Name} needs a value for {segments[i]}.", nameof(values));
            }

            segments[i] = Uri.EscapeDataString(values[used++]);
        }

        return used == values.Length
            ? string.Join('/', segments)
            : throw new ArgumentException($"The operation {Name} takes {used} path values, not {values.Length}.", nameof(values));
    }

    /// <summary>An empty segment or a dot segment would address another resource.</summary>
    private static bool IsNotASegment(string value) => value.Length == 0 || value is "." or "..";

    public override string ToString() => Name;
}
