using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Scimify.Core.Looker;

/// <summary>One request, which may be sent several times.</summary>
internal sealed class LookerRequest
{
    private readonly List<KeyValuePair<string, string>> _query = [];

    public LookerRequest(LookerOperation operation, params ReadOnlySpan<string> path)
    {
        Operation = operation;
        Path = operation.PathWith(path);
        LookerIds = IdsOf(operation, path);
    }

    public LookerOperation Operation { get; }

    public string Path { get; }

    public IReadOnlyDictionary<string, string> LookerIds { get; }

    public JsonNode? Json { get; init; }

    public string? Text { get; init; }

    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>Adds a query parameter; null adds nothing.</summary>
    /// <exception cref="ArgumentException">The operation has no such parameter.</exception>
    public LookerRequest With(string name, string? value)
    {
        if (!Operation.Query.Contains(name))
        {
            throw new ArgumentException($"The operation {Operation.Name} has no query parameter {name}.", nameof(name));
        }

        if (value is not null)
        {
            _query.Add(new(name, value));
        }

        return this;
    }

    public string Url(string apiRoot) => _query.Count == 0
        ? apiRoot + Path
        : $"{apiRoot}{Path}?{string.Join('&', _query.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"))}";

    public HttpContent? Content()
    {
        if (Form is not null)
        {
            return new FormUrlEncodedContent(Form);
        }

        var (text, type) = Json is not null ? (Json.ToJsonString(), "application/json") : (Text, "text/plain");
        return text is null
            ? null
            : new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue(type, "utf-8") } };
    }

    /// <summary>A credential's value is an e-mail address or a NameID. It is personal and kept out of the records of calls.</summary>
    private static Dictionary<string, string> IdsOf(LookerOperation operation, ReadOnlySpan<string> path)
    {
        var ids = new Dictionary<string, string>(path.Length);
        var used = 0;
        foreach (var segment in operation.Path.Split('/'))
        {
            if (segment.StartsWith('{'))
            {
                var name = segment[1..^1];
                if (name is not ("credential_id" or "credential_type"))
                {
                    ids[name] = path[used];
                }

                used++;
            }
        }

        return ids;
    }
}
