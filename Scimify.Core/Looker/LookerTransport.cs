using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Scimify.Core.Looker;

/// <summary>Sends the requests of one integration. Handles token, limits, time limit and short retries, and turns
/// failures into exceptions. Thread-safe.</summary>
internal sealed class LookerTransport : IDisposable
{
    private static readonly string AppId = $"Scimify {typeof(LookerTransport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    private readonly HttpClient _http;
    private const long NoOffset = long.MinValue;

    private long _clockOffsetTicks = NoOffset;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<ILookerCallObserver> _observers;
    private readonly ILogger _logger;

    public LookerTransport(LookerConnection connection, HttpClient http, TimeProvider clock, IReadOnlyList<ILookerCallObserver> observers, ILogger logger)
    {
        Connection = connection;
        _http = http;
        _clock = clock;
        _observers = observers;
        _logger = logger;
        Throttle = new LookerThrottle(connection.Limits, clock);
        Patience = new LookerPatience(connection.Limits.Timeout, clock);
        Session = new LookerSession(LoginAsync, clock);
    }

    public LookerConnection Connection { get; }

    public LookerThrottle Throttle { get; }

    public LookerPatience Patience { get; }

    public LookerSession Session { get; }

    public TimeProvider Clock => _clock;

    /// <summary>How far Looker's clock was ahead of this one at its last answer; null if there was none.</summary>
    public TimeSpan? ClockOffset => Volatile.Read(ref _clockOffsetTicks) is var ticks && ticks == NoOffset ? null : TimeSpan.FromTicks(ticks);

    /// <summary>Sends a request with the shared token and reads its answer.</summary>
    /// <param name="read">Gets the answer's JSON (undefined for 204) and the X-Total-Count header. It may throw <see cref="LookerShapeException"/>.</param>
    /// <exception cref="LookerException">A subclass that says what the caller must do.</exception>
    public async Task<T> SendAsync<T>(LookerRequest request, Func<JsonElement, int?, T> read, LookerClientView view, CancellationToken ct)
    {
        var state = new Attempts();
        try
        {
            while (true)
            {
                state.Number++;
                if (await AttemptAsync(request, read, state, view, ct) is Outcome<T>.Read answer)
                {
                    return answer.Value;
                }
            }
        }
        catch (LookerException e) when (state.MayHaveHappened)
        {
            e.MayHaveHappened = true;
            throw;
        }
    }

    public void Dispose() => Throttle.Dispose();

    /// <returns>The answer, or null if the request has to be sent again.</returns>
    private async Task<Outcome<T>.Read?> AttemptAsync<T>(LookerRequest request, Func<JsonElement, int?, T> read, Attempts state, LookerClientView view, CancellationToken ct)
    {
        var token = await Session.GetAsync(ct);
        switch (await SendOnceAsync(request, token, read, state.Number, view, ct))
        {
            case Outcome<T>.Read answer:
                return answer;
            case Outcome<T>.Unauthorized when !state.LoggedInAgain:
                state.LoggedInAgain = true;
                Session.Drop(token);
                return null;
            case Outcome<T>.Unauthorized:
                throw new LookerCredentialsRejectedException(request.Operation, 401,
                    "Looker refused the access token that it had just issued. The API user may be disabled, or its key deleted.");
            case Outcome<T>.Failed { Error: { Status: 429 or 503, RetryAfter: { } wait } error }
                when wait <= LookerThrottle.LongestWait && !state.Repeated && (error.Status == 429 || request.Operation.Repeatable):
                state.Repeated = true;
                state.MayHaveHappened |= error.MayHaveHappened;
                LookerLog.Repeating(_logger, request.Operation.Name, error.Status, wait.TotalSeconds);
                await Task.Delay(wait, _clock, ct);
                return null;
            case Outcome<T>.Failed failed:
                throw failed.Error;
            case Outcome<T>.Refused refused:
                throw refused.Error;
            default:
                throw new UnreachableException();
        }
    }

    private async Task<LookerToken> LoginAsync(CancellationToken ct)
    {
        var request = new LookerRequest(LookerOperations.Login)
        {
            Form = new Dictionary<string, string> { ["client_id"] = Connection.ClientId, ["client_secret"] = Connection.ClientSecret },
        };
        var issuedAt = _clock.GetTimestamp();
        var outcome = await SendOnceAsync(request, token: null, (json, _) => ReadToken(json, issuedAt), attempt: 1, LookerClientView.Plain, ct);
        return outcome switch
        {
            Outcome<LookerToken>.Read answer => answer.Value,
            Outcome<LookerToken>.Failed failed => throw failed.Error,

            // Leaves out Looker's words, because the request contained the secret.
            Outcome<LookerToken>.Unauthorized => throw Rejected(401),
            Outcome<LookerToken>.Refused { Error: LookerNotFoundException } => throw Rejected(404),
            Outcome<LookerToken>.Refused refused => throw Rejected(refused.Error.Status ?? 0),
            _ => throw new UnreachableException(),
        };

        static LookerCredentialsRejectedException Rejected(int status) =>
            new(LookerOperations.Login, status, $"Looker did not accept the API client ID and secret (login answered {status}).");
    }

    private static LookerToken ReadToken(JsonElement json, long issuedAt)
    {
        var seconds = json.Member("expires_in") is { ValueKind: JsonValueKind.Number } n && n.TryGetDouble(out var s) && s > 0 ? s : 3600;
        return new LookerToken(json.RequiredText("access_token"), TimeSpan.FromSeconds(Math.Min(seconds, 86_400)), issuedAt);
    }

    private async Task<Outcome<T>> SendOnceAsync<T>(LookerRequest request, LookerToken? token, Func<JsonElement, int?, T> read,
        int attempt, LookerClientView view, CancellationToken ct)
    {
        var sending = new LookerSending(request.Operation, view.Permit);
        sending.RequirePermit();
        using var place = await Throttle.EnterAsync(request.Operation, view.Lane, ct);
        var limit = view.IsRepeated ? Patience.For(request.Operation) : Connection.Limits.Timeout;
        using var timeout = new CancellationTokenSource(limit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        var at = _clock.GetUtcNow();
        var started = _clock.GetTimestamp();
        int? status = null;
        LookerFailure? failure = null;
        var uncertain = request.Operation.Writes;
        var isSent = true;
        LookerSending.Current = sending;
        try
        {
            using var message = Message(request, token);
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
            status = (int)response.StatusCode;
            var outcome = await ReadAsync(request.Operation, response, token, read, both.Token);
            var failed = (outcome as Outcome<T>.Failed)?.Error;
            failure = failed?.Failure;
            uncertain = failed?.MayHaveHappened == true;
            Patience.Answered(request.Operation, _clock.GetElapsedTime(started));
            return outcome;
        }
        catch (LookerNotSentException)
        {
            isSent = false;
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            var error = LookerExceptionFactory.NoAnswer(request.Operation, status, e, timeout.IsCancellationRequested ? limit : null, Connection);
            failure = error.Failure;
            uncertain = error.MayHaveHappened;
            if (failure == LookerFailure.TimedOut)
            {
                Patience.TimedOut(request.Operation);
            }

            return new Outcome<T>.Failed(error);
        }
        finally
        {
            if (isSent)
            {
                Report(request, status, failure, uncertain, attempt, at, _clock.GetElapsedTime(started), view);
            }
        }
    }

    private HttpRequestMessage Message(LookerRequest request, LookerToken? token)
    {
        var message = new HttpRequestMessage(request.Operation.Method, request.Url(Connection.ApiRoot))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = request.Content(),
        };
        message.Headers.TryAddWithoutValidation("x-looker-appid", AppId);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (token is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        }

        return message;
    }

    private async Task<Outcome<T>> ReadAsync<T>(LookerOperation operation, HttpResponseMessage response, LookerToken? token,
        Func<JsonElement, int?, T> read, CancellationToken ct)
    {
        if (response.Headers.Date is { } date)
        {
            Volatile.Write(ref _clockOffsetTicks, (date - Clock.GetUtcNow()).Ticks);
        }

        var body = await LookerBodyReader.ReadAsync(response, ct);
        var status = (int)response.StatusCode;
        if (status is 200 or 204)
        {
            return Success(operation, response, body, read);
        }

        var error = LookerErrorBody.Read(body.Span, text => Redact(text, token));
        if (status == 401 && error.IsLookers)
        {
            return new Outcome<T>.Unauthorized();
        }

        var sorted = LookerExceptionFactory.Answer(operation, status, error, RetryAfter(response));
        if (status == 429)
        {
            Throttle.OnRateLimited(RetryAfter(response));
        }

        return sorted is LookerUnavailableException unavailable ? new Outcome<T>.Failed(unavailable) : new Outcome<T>.Refused(sorted);
    }

    private static Outcome<T> Success<T>(LookerOperation operation, HttpResponseMessage response, ReadOnlyMemory<byte> body, Func<JsonElement, int?, T> read)
    {
        try
        {
            var answersNothing = !operation.Answers.Contains(200);
            if (answersNothing && LookerBodyReader.LooksLikeHtml(response, body.Span))
            {
                throw new LookerShapeException("it is an HTML page");
            }

            if (answersNothing && body.IsEmpty)
            {
                return new Outcome<T>.Read(read(default, null));
            }

            // Even if nothing of it is needed: an answer that is not JSON does not come from Looker, and does not say what was done.
            using var document = JsonDocument.Parse(body);
            if (answersNothing)
            {
                return new Outcome<T>.Read(read(default, null));
            }

            var total = response.Headers.TryGetValues("X-Total-Count", out var values) && int.TryParse(values.FirstOrDefault(), out var count) ? count : (int?)null;
            return new Outcome<T>.Read(read(document.RootElement, total));
        }
        catch (Exception e) when (e is JsonException or LookerShapeException)
        {
            return new Outcome<T>.Failed(LookerExceptionFactory.Unreadable(operation, (int)response.StatusCode, e));
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } w && w < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private string Redact(string text, LookerToken? token)
    {
        text = Connection.ClientSecret.Length > 0 ? text.Replace(Connection.ClientSecret, "***", StringComparison.Ordinal) : text;
        return token is null ? text : text.Replace(token.Value, "***", StringComparison.Ordinal);
    }

    private void Report(LookerRequest request, int? status, LookerFailure? failure, bool uncertain, int attempt, DateTimeOffset at, TimeSpan duration, LookerClientView view)
    {
        var operation = request.Operation;
        var call = new LookerCall(Connection.IntegrationId, operation.Name, operation.Method.Method, operation.Path, request.LookerIds,
            status, duration, attempt, at, failure) { Writes = operation.Writes, MayHaveHappened = uncertain };
        LookerLog.Called(_logger, operation.Name, status, duration.TotalMilliseconds, Connection.IntegrationId);
        foreach (var observer in _observers)
        {
            observer.OnCall(call);
        }

        view.Observer?.OnCall(call);
    }
}

/// <summary>The progress of one call.</summary>
internal sealed class Attempts
{
    public int Number { get; set; }

    public bool LoggedInAgain { get; set; }

    public bool Repeated { get; set; }

    /// <summary>Whether an earlier attempt at this call may have taken effect.</summary>
    public bool MayHaveHappened { get; set; }
}

/// <summary>The result of sending a request once.</summary>
internal abstract record Outcome<T>
{
    private Outcome()
    {
    }

    public sealed record Read(T Value) : Outcome<T>;

    public sealed record Unauthorized : Outcome<T>;

    public sealed record Failed(LookerUnavailableException Error) : Outcome<T>;

    public sealed record Refused(LookerException Error) : Outcome<T>;
}

/// <summary>On whose behalf calls are made.</summary>
/// <param name="Observer">Hears of these calls, besides the general observers.</param>
/// <param name="IsRepeated">The caller tries again what was not answered, and so waits only as long as Looker usually takes.</param>
internal sealed record LookerClientView(LookerLane Lane, ILookerCallObserver? Observer, bool IsRepeated = false)
{
    /// <summary>Null if the calls may be made at any time.</summary>
    public ILookerPermit? Permit { get; init; }

    public static LookerClientView Plain { get; } = new(LookerLane.Ordinary, null);
}
