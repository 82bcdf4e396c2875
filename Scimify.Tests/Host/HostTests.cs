using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Health;
using Scimify.Portal.Host.Security;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

public sealed class HostTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Until_the_schema_is_there_only_healthz_is_well()
    {
        using var folder = new TempFolder();
        await using var app = ScimifyApplication.Build(new ApplicationOptions
        {
            Urls = "http://127.0.0.1:0",
            Settings = new Dictionary<string, string?> { ["Scimify:DataDirectory"] = folder.Path },
        });
        await app.StartAsync(Ct);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/readyz", Ct)).StatusCode);
        var scim = await client.GetAsync("/scim/v2/Users", Ct);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/scim+json"), (scim.StatusCode, scim.Content.Headers.ContentType?.ToString()));
        Assert.NotNull(scim.Headers.RetryAfter);

        await app.Services.GetRequiredService<Core.Persistence.Database.ScimifyDatabase>().MigrateAsync(Ct);
        app.Services.GetRequiredService<Readiness>().Open();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz", Ct)).StatusCode);
        await app.StopAsync(Ct);
    }

    [Fact]
    public async Task Passwords_are_hashed_slowly()
    {
        using var folder = new TempFolder();
        await using var app = ScimifyApplication.Build(new ApplicationOptions
        {
            Settings = new Dictionary<string, string?> { ["Scimify:DataDirectory"] = folder.Path },
        });

        // A hash of ASP.NET Core Identity: a version, the function (2 is HMAC-SHA-512), and how often it is applied.
        var hash = Convert.FromBase64String(app.Services.GetRequiredService<IPasswordHasher<Person>>().HashPassword(new Person(), "correct horse battery"));
        Assert.Equal((1, 2u, 220_000u), (hash[0], BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)), BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5))));
    }

    [Theory]
    [InlineData("/sign-in", "script-src 'self'; ")]
    [InlineData("/readyz", "script-src 'self'; ")]
    [InlineData("/scim/v2/Users", "default-src 'none'")]
    [InlineData("/api/v1/integrations", "default-src 'none'")]
    public async Task Every_answer_carries_the_security_headers_and_an_id(string path, string policy)
    {
        await using var app = await ScimifyApp.StartAsync();
        using var answer = await app.Client.GetAsync(path, Ct);

        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
        var policies = string.Join(", ", answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains(policy, policies, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policies, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policies, StringComparison.Ordinal);
        Assert.DoesNotContain("style-src 'self' 'unsafe-inline'", policies, StringComparison.Ordinal);    // attributes only, and no element
        Assert.True(Guid.TryParse(Header(answer, RequestId.Header), out _));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Whom_to_tell_about_a_vulnerability_is_told_if_a_setting_names_somebody()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var named = await ScimifyApp.StartAsync(
            new Dictionary<string, string?>
            {
                ["Scimify:SecurityContact"] = "mailto:security@example.com, https://example.com/security",
                ["Scimify:PublicUrl"] = "http://localhost:5080",
            },
            clock);
        await using var nobody = await ScimifyApp.StartAsync();

        var text = await named.Client.GetStringAsync("/.well-known/security.txt", Ct);
        using var none = await nobody.Client.GetAsync("/.well-known/security.txt", Ct);

        Assert.Equal(
            "Contact: mailto:security@example.com\r\nContact: https://example.com/security\r\nExpires: 2026-07-01T00:00:00Z\r\nPreferred-Languages: en\r\n"
            + "Canonical: http://localhost:5080/.well-known/security.txt\r\n",
            text);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Behind_a_proxy_that_is_trusted_https_is_seen_and_browsers_are_told_to_keep_it()
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?>
        {
            ["Scimify:ForwardedHeaders:Enabled"] = "true",
            ["Scimify:ForwardedHeaders:KnownProxies"] = "127.0.0.1",
        });

        using var answer = await GetForwardedAsync(app);

        Assert.Equal("max-age=31536000; includeSubDomains", Header(answer, "Strict-Transport-Security"));
    }

    [Fact]
    public async Task Forwarded_headers_are_believed_only_where_they_were_asked_for()
    {
        await using var app = await ScimifyApp.StartAsync();

        using var answer = await GetForwardedAsync(app);

        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_413_in_the_interfaces_own_form(bool saysItsLength)
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:Scim:MaxBodyBytes"] = "1024" });
        var owner = await app.PersonAsync();
        await app.IntegrationRowAsync(owner);
        using var api = app.NewClient(apiKey: await app.PersonalAccessTokenAsync(owner));
        using var scim = app.NewClient(scimToken: (await app.ScimTokenAsync(owner)).Secret);

        using var toApi = await api.SendAsync(LargePost("/api/v1/integrations", "application/json", saysItsLength), Ct);
        using var toScim = await scim.SendAsync(LargePost("/scim/v2/Users", "application/scim+json", saysItsLength), Ct);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge), (toApi.StatusCode, toScim.StatusCode));
        Assert.Equal("PayloadTooLargeError", (await JsonAsync(toApi)).GetProperty("error").GetProperty("name").GetString());
        Assert.Equal("413", (await JsonAsync(toScim)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("notFound", 404, "NotFoundError", "Token with UUID 1 not found")]
    [InlineData("forbidden", 403, "ForbiddenError", "You do not have permission")]
    [InlineData("rule", 400, "ParameterError", "Expire time must be in the future")]
    [InlineData("conflict", 409, "ConflictError", "Changed since")]
    [InlineData("unavailable", 503, "UnavailableError", "Looker is away")]
    [InlineData("validation", 422, "ValidateError", null)]
    public async Task What_a_service_refuses_reaches_the_caller_in_the_envelope(string what, int status, string name, string? message)
    {
        await using var app = await StartFailingAsync();
        using var answer = await app.Client.GetAsync($"/api/failing/{what}", Ct);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(what == "unavailable" ? "30" : null, answer.Headers.RetryAfter?.ToString());
        var error = (await JsonAsync(answer)).GetProperty("error");
        Assert.Equal((status, name), (error.GetProperty("statusCode").GetInt32(), error.GetProperty("name").GetString()));
        if (message is not null)
        {
            Assert.Equal(message, error.GetProperty("message").GetString());
        }
        else
        {
            Assert.Equal("name must be short.", error.GetProperty("data").GetProperty("fields").GetProperty("name")[0].GetString());
        }
    }

    [Theory]
    [InlineData("/api/failing/unexpected")]
    [InlineData("/scim/failing/unexpected")]
    [InlineData("/failing/unexpected")]
    public async Task An_unexpected_failure_is_500_without_details_and_in_the_log_with_them(string path)
    {
        await using var app = await StartFailingAsync();
        using var answer = await app.Client.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.DoesNotContain("detail-4711", body, StringComparison.Ordinal);
        Assert.Contains(Header(answer, RequestId.Header)!, body, StringComparison.Ordinal);
        var log = await ReadLogAsync(app);
        Assert.Contains("detail-4711", log, StringComparison.Ordinal);
        Assert.Contains(Header(answer, RequestId.Header)!, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/nothing-here", "NotFoundError")]
    public async Task An_unknown_address_of_the_api_is_404_in_the_envelope(string path, string name)
    {
        await using var app = await ScimifyApp.StartAsync();
        using var client = app.NewClient(apiKey: await app.PersonalAccessTokenAsync(await app.PersonAsync()));
        using var answer = await client.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(name, (await JsonAsync(answer)).GetProperty("error").GetProperty("name").GetString());
    }

    private static async Task<ScimifyApp> StartFailingAsync() =>
        await ScimifyApp.StartAsync(services: services => services.AddControllers().AddApplicationPart(typeof(FailingController).Assembly));

    private static async Task<HttpResponseMessage> GetForwardedAsync(ScimifyApp app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/readyz");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "192.0.2.7");
        return await app.Client.SendAsync(request, Ct);
    }

    private static HttpRequestMessage LargePost(string path, string contentType, bool saysItsLength)
    {
        var body = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"userName":"{{new string('x', 4096)}}"}"""));
        body.Headers.ContentType = new(contentType);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        if (!saysItsLength)
        {
            request.Headers.TransferEncodingChunked = true;
        }

        return request;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    private static async Task<string> ReadLogAsync(ScimifyApp app)
    {
        var log = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(app.DataDirectory, "logs")))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            log.Append(await reader.ReadToEndAsync(Ct));
        }

        return log.ToString();
    }
}

/// <summary>Routes that fail in the real pipeline. Only <see cref="HostTests"/> adds them.</summary>
[ApiController]
[AllowAnonymous]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class FailingController : ControllerBase
{
    [HttpGet("/api/failing/{what}")]
    [HttpGet("/scim/failing/{what}")]
    [HttpGet("/failing/{what}")]
    public IActionResult Fail(string what) => throw (what switch
    {
        "notFound" => new NotFoundException("Token with UUID 1 not found"),
        "forbidden" => new ForbiddenException(),
        "rule" => new RuleViolatedException("Expire time must be in the future"),
        "conflict" => new ConflictException("Changed since"),
        "unavailable" => new UnavailableException("Looker is away", retryAfter: TimeSpan.FromSeconds(29.2)),
        "validation" => ValidationFailedException.Of("name", "must be short"),
        _ => new InvalidOperationException($"detail-4711 at {Request.Path}"),
    });
}
