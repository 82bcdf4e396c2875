using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>The API's answer.</summary>
internal sealed record ApiAnswer(int Status, string Text, string? ContentType, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public JsonElement Results => Json.GetProperty("results");

    public JsonElement Error => Json.GetProperty("error");

    public IEnumerable<JsonElement> Items => Results.GetProperty("items").EnumerateArray();

    /// <summary>The names of the fields in a 422, in order.</summary>
    public string[] Fields => [.. Error.GetProperty("data").GetProperty("fields").EnumerateObject().Select(f => f.Name)];

    public Guid Uuid => Results.GetProperty("uuid").GetGuid();
}

/// <summary>Calls the API as one person, or as nobody.</summary>
internal sealed class ApiClient(HttpClient http) : IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<ApiAnswer> GetAsync(string path) => CallAsync("GET", path);

    public Task<ApiAnswer> PostAsync(string path, string? body = null) => CallAsync("POST", path, body);

    public Task<ApiAnswer> PatchAsync(string path, string body) => CallAsync("PATCH", path, body);

    public Task<ApiAnswer> DeleteAsync(string path) => CallAsync("DELETE", path);

    /// <param name="path">Below <c>/api/v1</c>.</param>
    /// <param name="header">One more header: name and value.</param>
    public async Task<ApiAnswer> CallAsync(
        string method, string path, string? body = null, string contentType = "application/json", (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path);
        if (header is { } more)
        {
            request.Headers.TryAddWithoutValidation(more.Name, more.Value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        }

        using var response = await http.SendAsync(request, Ct);
        return new ApiAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct), response.Content.Headers.ContentType?.MediaType, response.Headers);
    }

    /// <summary>The body of an answer that is a file.</summary>
    public async Task<byte[]> FileAsync(string path) => await http.GetByteArrayAsync("/api/v1" + path, Ct);

    public void Dispose() => http.Dispose();
}
