using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Core.Integrations;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Api;

/// <summary>
/// <c>Idempotency-Key</c> on POST. A request that is sent again with the same key within a day gets the same answer and is not
/// carried out again. A failed request changed nothing, so its key stays free. Answers are stored encrypted. One that holds a secret
/// is kept for minutes only, which is enough for a caller who lost it on the way (<see cref="AnswersWithSecretAttribute"/>).
/// </summary>
internal sealed class IdempotencyFilter(IIdempotencyStore store, ISecretProtector secrets, TimeProvider clock) : IAsyncResourceFilter
{
    public const string Header = "Idempotency-Key";

    private const string ReplayedHeader = "Idempotency-Replayed";
    private const int MaxLength = 255;

    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private static readonly TimeSpan LifeOfSecrets = TimeSpan.FromMinutes(10);

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (!HttpMethods.IsPost(http.Request.Method) || !http.Request.Headers.TryGetValue(Header, out var values)
            || !Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var person))
        {
            await next();
            return;
        }

        var key = values.ToString();
        if (key.Length is 0 or > MaxLength || key.Any(c => c is < '!' or > '~'))
        {
            throw ValidationFailedException.Of(Header, $"Must be 1 to {MaxLength} visible ASCII characters, such as a UUID.");
        }

        var now = clock.GetUtcNow();
        switch (await store.BeginAsync(person, key, await FingerprintAsync(http.Request, http.RequestAborted), now, now - Life, http.RequestAborted))
        {
            case IdempotencyOutcome.Different:
                throw ValidationFailedException.Of(Header, "Was given to another request: use a new key for each.");
            case IdempotencyOutcome.Open:
                throw new ConflictException("A request with this key is under way or was interrupted. Check whether it took effect before you use a new key.");
            case IdempotencyOutcome.Forgotten:
                throw new ConflictException(
                    $"The request with this key was carried out. Its answer held a secret and was forgotten after {LifeOfSecrets.TotalMinutes:0} minutes: look up what it made, and replace it if the secret is lost.");
            case IdempotencyOutcome.Answered answered:
                context.Result = Replayed(http, answered);
                break;
            default:
                await RunAsync(http, next, person, key);
                break;
        }
    }

    private async Task RunAsync(HttpContext http, ResourceExecutionDelegate next, Guid person, string key)
    {
        var network = http.Response.Body;
        using var copy = new MemoryStream();
        http.Response.Body = copy;
        ResourceExecutedContext executed;
        try
        {
            executed = await next();
        }
        finally
        {
            http.Response.Body = network;
        }

        if (executed.Exception is RequestException || (executed.Exception is null && http.Response.StatusCode >= 400))
        {
            await store.ForgetAsync(person, key, CancellationToken.None);
        }
        else if (executed.Exception is null)
        {
            var answer = new KeptAnswer(http.Response.StatusCode, http.Response.Headers.Location, Encoding.UTF8.GetString(copy.GetBuffer().AsSpan(0, (int)copy.Length)));
            DateTimeOffset? until = http.GetEndpoint()?.Metadata.GetMetadata<AnswersWithSecretAttribute>() is null ? null : clock.GetUtcNow() + LifeOfSecrets;
            await store.EndAsync(person, key, secrets.Protect(JsonSerializer.Serialize(answer)), until, CancellationToken.None);
        }

        copy.Position = 0;
        await copy.CopyToAsync(network, http.RequestAborted);
    }

    private ContentResult Replayed(HttpContext http, IdempotencyOutcome.Answered answered)
    {
        var answer = JsonSerializer.Deserialize<KeptAnswer>(secrets.Unprotect(answered.ProtectedAnswer))!;
        http.Response.Headers[ReplayedHeader] = "true";
        http.Response.Headers.CacheControl = "no-store";
        if (answer.Location is { } location)
        {
            http.Response.Headers.Location = location;
        }

        return new ContentResult { StatusCode = answer.Status, Content = answer.Body, ContentType = "application/json; charset=utf-8" };
    }

    private static async Task<string> FingerprintAsync(HttpRequest request, CancellationToken ct)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n"));
        var buffer = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
        {
            hash.AppendData(buffer.AsSpan(0, read));
        }

        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed record KeptAnswer(int Status, string? Location, string Body);
}
