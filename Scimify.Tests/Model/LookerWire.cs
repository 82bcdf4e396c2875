using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Looker;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Model;

/// <summary>The way to the emulated Looker without a network: what passes, what is cut, what Looker refuses, and at which call a server dies.</summary>
internal sealed class LookerWire : HttpMessageHandler
{
    private const string ApiRoot = "/api/4.0";
    private static readonly TimeSpan CallTime = TimeSpan.FromMilliseconds(10);

    /// <summary>Looker refuses this address, whoever is to have it.</summary>
    public const string RefusedAddress = "no@refused.example";

    /// <summary>Looker forbids whatever sets this first name.</summary>
    public const string ForbiddenName = "Forbidden";

    private readonly FakeTimeProvider _clock;
    private readonly List<(Strike Strike, int Skip)> _strikes = [];
    private readonly List<(DateTimeOffset At, SandboxRequest Request)> _late = [];

    public LookerWire(FakeTimeProvider clock)
    {
        _clock = clock;
        Looker = new LookerSandbox(new SandboxOptions { Url = "http://looker.example", Clock = clock });
    }

    public LookerSandbox Looker { get; }

    public Weather Weather { get; set; }

    /// <summary>Runs once, in the middle of the next call.</summary>
    public Func<Task>? Meanwhile { get; set; }

    /// <summary>Looker answers such a request well and does nothing. Only to prove that this is noticed.</summary>
    public Func<SandboxRequest, bool>? Swallows { get; set; }

    public bool HasDied { get; private set; }

    /// <summary>Something went wrong with a call.</summary>
    public bool HasStruck { get; set; }

    public int Calls { get; private set; }

    /// <summary>Until then, what an unanswered call does late may have to be written over.</summary>
    public DateTimeOffset LateUntil { get; private set; }

    public void Reset()
    {
        Looker.Reset();
        _strikes.Clear();
        _late.Clear();
        (Weather, Meanwhile, HasDied) = (Weather.Fine, null, false);
    }

    public void Hit(Strike strike, int skip) => _strikes.Add((strike, skip));

    /// <summary>Nothing goes wrong from now on, except what is late already.</summary>
    public void Mend()
    {
        Weather = Weather.Fine;
        _strikes.Clear();
        HasDied = false;
    }

    public void Revive() => HasDied = false;

    /// <summary>The next calls go well.</summary>
    public void Spare() => _strikes.Clear();

    /// <summary>Lets the late effects come whose time it is.</summary>
    public void Land()
    {
        foreach (var late in _late.Where(l => l.At <= _clock.GetUtcNow()).ToList())
        {
            _late.Remove(late);
            Looker.Run(late.Request);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        Land();
        if (Weather == Weather.Refused)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Nothing listens there.");
        }

        var uri = message.RequestUri!;
        var path = uri.AbsolutePath[ApiRoot.Length..];
        if (path == LookerOperations.Login.Path)
        {
            return Answer(new SandboxAnswer(200, new JsonObject { ["access_token"] = "token", ["expires_in"] = 86_400 }));
        }

        Calls++;
        _clock.Advance(CallTime);
        if (Meanwhile is { } meanwhile)
        {
            Meanwhile = null;
            await meanwhile();
        }

        var operation = SandboxRouter.Match(message.Method.Method, path, out var values)!;
        var text = message.Content is null ? "" : await message.Content.ReadAsStringAsync(cancellationToken);
        var request = new SandboxRequest
        {
            Operation = operation,
            Path = values,
            Query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(uri.Query).ToDictionary(q => q.Key, q => q.Value.ToString()),
            Json = text.Length == 0 ? null : JsonNode.Parse(text),
            Text = text,
            Caller = Looker.With(world => world.Users["1"]),
        };
        return Send(request, Next());
    }

    private HttpResponseMessage Send(SandboxRequest request, Strike? strike)
    {
        switch (strike)
        {
            case Strike.DiesBefore:
                throw Die();
            case Strike.CutBefore:
                throw Cut();
            case Strike.ServerError:
                return Answer(SandboxAnswer.Error(500, "An error has occurred.", request.Operation));
            case Strike.Late when request.Operation.Writes:
                _late.Add((_clock.GetUtcNow().AddSeconds(5 + (Calls * 17 % 100)), request));
                LateUntil = _clock.GetUtcNow().AddMinutes(3);
                throw Cut();
        }

        if (Weather == Weather.Unavailable)
        {
            return Answer(SandboxAnswer.Error(503, "Service unavailable.", request.Operation));
        }

        var answer = Refusal(request) ?? (Weather == Weather.CutBefore ? throw Cut()
            : Swallows?.Invoke(request) == true ? SandboxAnswer.Ok(new JsonObject { ["id"] = request.Path.GetValueOrDefault("user_id") })
            : Looker.Run(request));
        return strike == Strike.DiesAfter ? throw Die()
            : strike is Strike.CutAfter or Strike.Late || Weather == Weather.CutAfter ? throw Cut()
            : Answer(answer);
    }

    private SandboxAnswer? Refusal(SandboxRequest request) =>
        request.Operation.Writes && request.Json is JsonObject body && (!request.Path.TryGetValue("user_id", out var id) || Looker.With(world => world.Users.ContainsKey(id)))
            ? (string?)body["email"] == RefusedAddress ? SandboxAnswer.Error(422, "Validation Failed", request.Operation, new SandboxFieldError("email", "invalid", "This domain is not allowed."))
                : request.Operation.Name is "create_user" or "update_user" && (string?)body["first_name"] == ForbiddenName ? SandboxAnswer.Error(403, "You may not do that.", request.Operation)
                : null
            : null;

    private Strike? Next()
    {
        for (var i = 0; i < _strikes.Count; i++)
        {
            var (strike, skip) = _strikes[i];
            if (skip == 0)
            {
                _strikes.RemoveAt(i);
                HasStruck = true;
                return strike;
            }

            _strikes[i] = (strike, skip - 1);
        }

        return null;
    }

    private InvalidOperationException Die()
    {
        HasDied = true;
        return new InvalidOperationException("The server has died here.");
    }

    private static HttpRequestException Cut() => new("The connection was cut.");

    private static HttpResponseMessage Answer(SandboxAnswer answer)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            Content = new ByteArrayContent(answer.Body is null ? [] : Encoding.UTF8.GetBytes(answer.Body.ToJsonString(JsonSerializerOptions.Default))),
        };
        if (answer.Body is not null)
        {
            response.Content.Headers.ContentType = new("application/json");
        }

        if (answer.TotalCount is { } total)
        {
            response.Headers.Add("X-Total-Count", total.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return response;
    }
}
