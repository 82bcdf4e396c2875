using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Scimify.Core.Looker;

namespace Scimify.Portal.Sandbox;

/// <summary>The API over HTTP. Each request is checked against the table of operations, carried out and recorded, and the
/// faults that were ordered are applied to it.</summary>
internal sealed class SandboxEndpoint(LookerSandbox sandbox, HttpClient metadata)
{
    private const string ApiRoot = "/api/4.0";
    private const int LongestBody = 4 * 1024 * 1024;
    private const string HtmlPage = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><p>proxy-7.internal</p></body></html>";

    public async Task HandleAsync(HttpContext http)
    {
        sandbox.Recorder.Begin();
        var at = sandbox.Clock.GetUtcNow();
        var path = RawPath(http);
        var operation = SandboxRouter.Match(http.Request.Method, path, out var values);
        var fault = sandbox.Faults.Take(operation?.Name, http.Request.Method, path);
        var call = new Progress();
        try
        {
            if (await HandleAsync(http, operation, path, values, fault, call) is { } answer)
            {
                Record(); // before the caller has the answer, and may ask what was called
                await WriteAsync(http, answer, fault);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone. What has taken effect is recorded below.
        }
        finally
        {
            Record();
        }

        void Record()
        {
            if (!call.IsRecorded)
            {
                call.IsRecorded = true;
                sandbox.Recorder.End();
                sandbox.Recorder.Add(at, operation?.Name, http.Request.Method, path, http.Request.QueryString.Value ?? "", call.Status, call.Effect);
            }
        }
    }

    /// <returns>The answer; null for none, because the connection was cut.</returns>
    private async Task<SandboxAnswer?> HandleAsync(HttpContext http, LookerOperation? operation, string path, IReadOnlyDictionary<string, string> values, FaultRule? fault, Progress call)
    {
        var body = await ReadBodyAsync(http);
        await WaitAsync(sandbox.Switches.LatencyMs, http.RequestAborted);
        switch (fault?.Kind)
        {
            case FaultKind.DelayBefore:
                await WaitAsync(fault.DelayMs, http.RequestAborted);
                break;
            case FaultKind.LateEffect:
                await WaitAsync(fault.DelayMs, CancellationToken.None);
                break;
            case FaultKind.DropBefore:
                http.Abort();
                return null;
        }

        var answer = fault is { TakesEffect: false } ? Struck(http, operation, fault) : await AnswerAsync(http, operation, path, values, body, call);
        if (fault is { TakesEffect: true, Kind: FaultKind.Status or FaultKind.Html })
        {
            answer = Struck(http, operation, fault);
        }

        if (fault?.Kind == FaultKind.DelayAfter)
        {
            await WaitAsync(fault.DelayMs, http.RequestAborted);
        }

        if (fault?.Kind == FaultKind.DropAfter)
        {
            http.Abort();
            return null;
        }

        call.Status = fault?.Kind == FaultKind.Html ? fault.Status ?? 502 : answer.Status;
        return answer;
    }

    private async Task<SandboxAnswer> AnswerAsync(HttpContext http, LookerOperation? operation, string path, IReadOnlyDictionary<string, string> values, byte[] body, Progress call)
    {
        if (sandbox.IsOverRate())
        {
            return SandboxAnswer.Error(429, "Too Many Requests", operation) with { RetryAfter = sandbox.Switches.RetryAfterSeconds?.ToString() };
        }

        // Looker checks the token before the path.
        var anonymous = operation == LookerOperations.Login || (operation == LookerOperations.Versions && !sandbox.Switches.VersionsNeedToken);
        var caller = sandbox.CallerOf(TokenOf(http));
        if (caller is null && !anonymous)
        {
            return SandboxAnswer.Error(401, "Requires authentication.", operation);
        }

        if (operation is null)
        {
            sandbox.Recorder.Violate("unknown", $"{http.Request.Method} {path} is not an operation in the table.");
            return SandboxAnswer.Error(404, "Not found", null);
        }

        try
        {
            var request = await ReadAsync(http, operation, values, body, caller);
            Check(request);
            call.Effect = true;
            if (operation == LookerOperations.Logout)
            {
                sandbox.Revoke(TokenOf(http)!);
            }

            return sandbox.Run(request);
        }
        catch (SandboxRefusal refusal)
        {
            return refusal.Answer(operation);
        }
    }

    private async Task<SandboxRequest> ReadAsync(HttpContext http, LookerOperation operation, IReadOnlyDictionary<string, string> values, byte[] body, SandboxUser? caller)
    {
        var text = Encoding.UTF8.GetString(body);
        return new SandboxRequest
        {
            Operation = operation,
            Path = values,
            Query = http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString()),
            Json = operation.Body is LookerBody.Json or LookerBody.JsonIds ? ParseJson(text) : null,
            Text = operation == LookerOperations.FetchAndParseSamlIdpMetadata ? await SandboxMetadata.FetchAsync(metadata, text, http.RequestAborted) : text,
            Form = operation.Body == LookerBody.Form ? ParseForm(text) : new Dictionary<string, string>(),
            Caller = caller,
        };
    }

    /// <summary>Notes what Looker's documentation does not allow. Looker itself ignores it.</summary>
    private void Check(SandboxRequest request)
    {
        var operation = request.Operation;
        foreach (var name in request.Query.Keys.Where(n => !operation.Query.Contains(n)))
        {
            sandbox.Recorder.Violate(operation.Name, $"The operation has no query parameter {name}.");
        }

        foreach (var (name, _) in (request.Json as JsonObject ?? []).Where(m => !operation.WritableFields.Contains(m.Key)))
        {
            sandbox.Recorder.Violate(operation.Name, $"The operation's body has no writable member {name}.");
        }

        if (operation.Body == LookerBody.None && request.Text.Length > 0)
        {
            sandbox.Recorder.Violate(operation.Name, "The operation takes no body.");
        }
    }

    private SandboxAnswer Struck(HttpContext http, LookerOperation? operation, FaultRule fault)
    {
        if (fault.Kind == FaultKind.Unauthorized)
        {
            if (TokenOf(http) is { } token)
            {
                sandbox.Revoke(token);
            }

            return SandboxAnswer.Error(401, "Requires authentication.", operation);
        }

        var status = fault.Status ?? 500;
        return SandboxAnswer.Error(status, status == 429 ? "Too Many Requests" : "An error has occurred.", operation) with { RetryAfter = fault.RetryAfter };
    }

    private static async Task WriteAsync(HttpContext http, SandboxAnswer answer, FaultRule? fault)
    {
        var body = answer.Body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(answer.Body);
        var response = http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.Body is null ? null : "application/json";
        if (answer.TotalCount is { } total)
        {
            response.Headers["X-Total-Count"] = total.ToString();
        }

        if ((fault?.RetryAfter ?? answer.RetryAfter) is { } wait)
        {
            response.Headers.RetryAfter = new StringValues(wait);
        }

        switch (fault?.Kind)
        {
            case FaultKind.Html:
                response.StatusCode = fault.Status ?? 502;
                (response.ContentType, body) = ("text/html", Encoding.UTF8.GetBytes(fault.Body ?? HtmlPage));
                break;
            case FaultKind.Garbage:
                response.StatusCode = fault.Status ?? 200;
                (response.ContentType, body) = ("application/json", Encoding.UTF8.GetBytes(fault.Body ?? "{\"id\": \"7\", \"first_"));
                break;
            case FaultKind.Status when fault.Body is { } text:
                body = Encoding.UTF8.GetBytes(text);
                break;
            case FaultKind.Truncated:
                response.StatusCode = 200;
                response.ContentLength = body.Length + 64;
                await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), http.RequestAborted);
                await response.Body.FlushAsync(http.RequestAborted);
                http.Abort();
                return;
        }

        if (body.Length > 0)
        {
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength is null or 0 && !http.Request.Headers.ContainsKey("Transfer-Encoding"))
        {
            return [];
        }

        using var buffer = new MemoryStream();
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LongestBody;
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.ToArray();
    }

    private async Task WaitAsync(int ms, CancellationToken ct)
    {
        if (ms > 0)
        {
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(ms), sandbox.Clock, ct), sandbox.Faults.Released);
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The path as it was sent, so that an encoded slash in a value does not split it.</summary>
    private static string RawPath(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? http.Request.Path.Value ?? "";
        var path = target.Split('?')[0];
        return path.StartsWith(ApiRoot, StringComparison.Ordinal) ? path[ApiRoot.Length..] : path == "/api/logout" ? "/logout" : path;
    }

    private static string? TokenOf(HttpContext http) =>
        http.Request.Headers.Authorization.ToString().Split(' ', 2) is [var scheme, var token]
        && (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("token", StringComparison.OrdinalIgnoreCase)) ? token : null;

    private static JsonNode? ParseJson(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw SandboxRefusal.BadRequest("The body is not JSON.");
        }
    }

    private static Dictionary<string, string> ParseForm(string text) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(text).ToDictionary(p => p.Key, p => p.Value.ToString());

    /// <summary>The progress of a call, for its record.</summary>
    private sealed class Progress
    {
        public bool IsRecorded { get; set; }

        public int? Status { get; set; }

        public bool Effect { get; set; }
    }
}
