using System.Net;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>A page of another site cannot use the session of whoever is signed in.</summary>
public sealed class OriginTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Guarded => new()
    {
        { "POST", "/_blazor/negotiate?negotiateVersion=1" },
        { "GET", "/_blazor?id=none" },
        { "GET", "/_blazor/initializers" },
        { "POST", "/sign-in" },
        { "POST", "/sign-out" },
        { "POST", "/set-up" },
        { "PUT", "/integrations" },
        { "DELETE", "/people" },
    };

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Another_site_is_refused_and_the_own_page_is_not(string method, string path)
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:PublicUrl"] = "https://scimify.example.com" });
        await app.PersonAsync();
        var own = app.BaseAddress.GetLeftPart(UriPartial.Authority);
        var otherPort = new UriBuilder(own) { Port = app.BaseAddress.Port + 1 }.Uri.GetLeftPart(UriPartial.Authority);

        foreach (var origin in new[] { otherPort, "https://evil.example.com", "https://scimify.example.com.evil.example", "https://a.scimify.example.com", "https://scimify.example.com:8443", "null", "nonsense", "" })
        {
            Assert.Equal((origin, HttpStatusCode.Forbidden), (origin, await StatusAsync(app, method, path, origin)));
        }

        foreach (var origin in new[] { own, "https://scimify.example.com", null })
        {
            Assert.NotEqual((origin, HttpStatusCode.Forbidden), (origin, await StatusAsync(app, method, path, origin)));
        }
    }

    /// <summary>They read no cookie: what they can do, a token lets them do.</summary>
    [Theory]
    [InlineData("/scim/v2/Users")]
    [InlineData("/api/v1/integrations")]
    public async Task Interfaces_without_cookies_do_not_ask_where_a_request_comes_from(string path)
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, "POST", path, "https://other.example.com"));
    }

    [Fact]
    public async Task Reading_a_page_by_a_link_of_another_site_works()
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "GET", "/sign-in", "https://other.example.com"));
    }

    private static async Task<HttpStatusCode> StatusAsync(ScimifyApp app, string method, string path, string? origin)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        using var answer = await app.Client.SendAsync(request, Ct);
        return answer.StatusCode;
    }
}
