using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>The REST API of a server, as a program outside of it calls it. Follows no redirect, and sends the token nowhere but to that server.</summary>
internal sealed class ApiConnection : IDisposable
{
    private const int PageSize = 500;
    private const int MostAttempts = 5;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>How long an interruption waits for the answer to a creation, which can have a secret that nobody gets otherwise.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan WaitBeforeRepetition = TimeSpan.FromSeconds(1);

    private readonly HttpClient _client;
    private readonly string _token;
    private readonly Uri _server;
    private readonly TimeProvider _clock;

    /// <param name="server">https, or http on this machine.</param>
    /// <param name="token">A personal access token.</param>
    /// <exception cref="VerbException">The address or the token is none.</exception>
    public ApiConnection(string server, string token, TimeProvider clock)
    {
        _server = ParseServer(server);
        _clock = clock;
        _token = token;
        if (token.Length == 0 || !token.All(c => c is > ' ' and <= '~'))
        {
            throw new VerbException("The token is not a personal access token, which begins with scimify_pat_");
        }

        // A proxy would get what is sent to this machine in clear.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !_server.IsLoopback }) { Timeout = Timeout, MaxResponseContentBufferSize = 64 * 1024 * 1024 };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", token);
        _client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Application.Json));
    }

    /// <summary>Whether a text has the token in it.</summary>
    public bool HasToken(string text) => text.Contains(_token, StringComparison.Ordinal);

    /// <summary>Creates something once, with an Idempotency-Key: asks again if there was no answer, and waits for the answer for a moment when interrupted.</summary>
    /// <exception cref="ApiRefusedException">The server does not do it.</exception>
    /// <exception cref="NoAnswerException">There was no answer. Whether the server did what was asked is not known.</exception>
    /// <exception cref="OperationCanceledException">Interrupted. The same is not known, unless nothing was sent.</exception>
    public async Task<ApiAnswer> CreateAsync(ApiRoute route, IReadOnlyList<string> ids, JsonObject body, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var patience = new CancellationTokenSource(System.Threading.Timeout.InfiniteTimeSpan, _clock);
        await using var interruption = ct.Register(() => patience.CancelAfter(Grace));
        var key = Guid.NewGuid().ToString();
        NoAnswerException first;
        try
        {
            return await SendAsync(route, ids, body, null, patience.Token, key: key);
        }
        catch (NoAnswerException e)
        {
            first = e;
        }

        try
        {
            await Task.Delay(WaitBeforeRepetition, _clock, patience.Token);
            return await SendAsync(route, ids, body, null, patience.Token, key: key);
        }
        catch (ApiRefusedException e) when (e.Status == HttpStatusCode.Conflict)
        {
            // The key can be that of the first request, which is under way or was cut off.
            throw new NoAnswerException($"{DisplayText.Sentence(first.Message)} When asked again, the server said: {e.Sentence}");
        }
    }

    /// <summary>Everything that a list has, page by page.</summary>
    /// <param name="query">Begins with <c>&amp;</c>; empty for none.</param>
    /// <exception cref="ApiRefusedException">The server does not do it.</exception>
    /// <exception cref="NoAnswerException">The server does not answer as the REST API.</exception>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(ApiRoute route, IReadOnlyList<string> ids, CancellationToken ct, string query = "", bool hasPages = true)
    {
        var items = new List<JsonObject>();
        for (var page = 1; ; page++)
        {
            var answer = await SendAsync(route, ids, null, null, ct, hasPages ? $"?page={page}&pageSize={PageSize}{query}" : "");
            if (answer.Results["items"] is not JsonArray some)
            {
                throw NoApi(route);
            }

            items.AddRange(some.OfType<JsonObject>());
            if (!hasPages || some.Count == 0 || items.Count >= (answer.Results["total"]?.GetValue<long>() ?? 0))
            {
                return items;
            }
        }
    }

    /// <summary>One request. Waits and asks again if there were too many; nothing was done then.</summary>
    /// <param name="ifMatch">The entity tag that the object must still have; null for any.</param>
    /// <param name="key">The Idempotency-Key; null for none.</param>
    /// <exception cref="ApiRefusedException">The server does not do it.</exception>
    /// <exception cref="NoAnswerException">The server does not answer as the REST API. Whether it did what was asked is not known.</exception>
    public async Task<ApiAnswer> SendAsync(ApiRoute route, IReadOnlyList<string> ids, JsonObject? body, string? ifMatch, CancellationToken ct, string query = "", string? key = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(route.Method, new Uri(_server, $"{ApiController.Root}{route.PathOf(ids)}{query}"));
            if (body is not null)
            {
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json);
            }

            if (ifMatch is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            }

            if (key is not null)
            {
                request.Headers.TryAddWithoutValidation(IdempotencyFilter.Header, key);
            }

            using var answer = await AskAsync(request, ct);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests && attempt < MostAttempts)
            {
                var wait = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(attempt);
                await Task.Delay(wait < LongestWait ? wait : LongestWait, _clock, ct);
                continue;
            }

            return Read(route, answer, await answer.Content.ReadAsStringAsync(ct));
        }
    }

    public void Dispose() => _client.Dispose();

    private static Uri ParseServer(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw new VerbException("--server must be the address of a Scimify, such as https://scimify.example.com");
        }

        if (url.Scheme == "http" && !url.IsLoopback)
        {
            throw new VerbException("--server must begin with https://, or be on this machine: the token would go over the network in clear");
        }

        return url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await _client.SendAsync(request, ct);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw new NoAnswerException($"{_server.Authority} has no certificate that this machine trusts: {(e.InnerException ?? e).Message}");
        }
        catch (HttpRequestException e)
        {
            throw new NoAnswerException($"{_server.Authority} does not answer: {e.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new NoAnswerException($"{_server.Authority} did not answer within {Timeout.TotalSeconds:0} seconds");
        }
    }

    private ApiAnswer Read(ApiRoute route, HttpResponseMessage answer, string text)
    {
        if ((int)answer.StatusCode is >= 300 and < 400)
        {
            throw new NoAnswerException($"{_server.Authority} leads to {DisplayText.Of(answer.Headers.Location is { IsAbsoluteUri: true } address ? address.GetLeftPart(UriPartial.Path) : "another address")}. Redirects are not followed: give --server the address that answers itself");
        }

        if (Parsed(text) is not JsonObject json)
        {
            throw NoApi(route, answer);
        }

        if (answer.IsSuccessStatusCode)
        {
            return json["results"] is JsonObject results ? new ApiAnswer(results, answer.Headers.ETag?.ToString()) : throw NoApi(route, answer);
        }

        return json["error"] is JsonObject error && error["message"] is JsonValue message && message.TryGetValue<string>(out var sentence)
            ? throw new ApiRefusedException(route, answer.StatusCode, sentence, error["data"] as JsonObject)
            : throw NoApi(route, answer);
    }

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private NoAnswerException NoApi(ApiRoute route, HttpResponseMessage? answer = null) =>
        new($"{_server} does not answer {route} as Scimify's REST API does{(answer is null ? "" : $" (status {(int)answer.StatusCode})")}. Is --server right?");
}

/// <summary>The server does not answer, or not as the REST API. Whether it did what was asked is not known.</summary>
internal sealed class NoAnswerException(string message) : VerbException(message);

/// <summary>An answer of the REST API.</summary>
/// <param name="Results">The object of the envelope.</param>
/// <param name="Tag">The entity tag, for <c>If-Match</c>; null if there is none.</param>
internal sealed record ApiAnswer(JsonObject Results, string? Tag);

/// <summary>The server does not do what was asked. Nothing has changed.</summary>
internal sealed class ApiRefusedException(ApiRoute route, HttpStatusCode status, string message, JsonObject? data) : Exception(message)
{
    public ApiRoute Route { get; } = route;

    public HttpStatusCode Status { get; } = status;

    /// <summary>Whether somebody else has changed or removed the object since it was read.</summary>
    public bool IsConflictInBetween => Status switch
    {
        HttpStatusCode.PreconditionFailed => true,
        HttpStatusCode.NotFound => Route.Method == HttpMethod.Patch || Route.Method == HttpMethod.Delete,
        HttpStatusCode.Conflict => data?.ContainsKey("version") == true || data?["code"]?.ToString() == "draftChanged",
        _ => false,
    };

    /// <summary>For whoever ran the verb.</summary>
    public string Sentence => Status switch
    {
        HttpStatusCode.Unauthorized => $"The server does not accept the token: {Message}",
        HttpStatusCode.Forbidden => $"{Route} takes the permission {Route.Permission}. The token does not have it: {Message}",
        _ => Fields.Count == 0 ? Message : string.Join(' ', Fields),
    };

    private IReadOnlyList<string> Fields => data?["fields"] is JsonObject fields ? [.. fields.SelectMany(one => one.Value is JsonArray sentences ? sentences.Select(s => s?.ToString() ?? "") : [])] : [];
}
