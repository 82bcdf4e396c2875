using System.Net;

namespace Scimify.Tests.TestKit;

/// <summary>A browser without scripts: it keeps cookies, posts the console's forms and follows no redirect.</summary>
internal sealed class FormBrowser(Uri server) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = server };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public FormBrowser(ScimifyApp app)
        : this(app.BaseAddress)
    {
    }

    /// <returns>The status, where a redirect leads (path and query), and the body.</returns>
    public async Task<FormAnswer> GetAsync(string path)
    {
        using var answer = await _client.GetAsync(path, Ct);
        return await FormAnswer.OfAsync(answer);
    }

    /// <summary>Without a body.</summary>
    public async Task<FormAnswer> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await _client.SendAsync(request, Ct);
        return await FormAnswer.OfAsync(answer);
    }

    /// <param name="page">Where the form is.</param>
    /// <param name="form">Its name; null for one that is posted to an endpoint.</param>
    /// <param name="action">Where it is posted; null for its page.</param>
    /// <param name="fields">Those without a value are left out.</param>
    public async Task<FormAnswer> PostAsync(string page, string? form, string? action, params (string Name, string? Value)[] fields)
    {
        using var answer = await _client.SubmitAsync(page, form, action, fields);
        return await FormAnswer.OfAsync(answer);
    }

    public Task<FormAnswer> SignInAsync(string email, string password = "correct horse battery", string page = "/sign-in") =>
        PostAsync(page, "sign-in", null, ("Form.Email", email), ("Form.Password", password));

    public Task<FormAnswer> CodeAsync(string code) => PostAsync("/sign-in/code", "second-step", null, ("Form.Code", code));

    public void Dispose() => _client.Dispose();
}

/// <param name="Location">Path and query of a redirect; null for none.</param>
/// <param name="Cookies">The names of the cookies that it sets.</param>
internal sealed record FormAnswer(HttpStatusCode Status, string? Location, IReadOnlyList<string> Cookies, string Body)
{
    public static async Task<FormAnswer> OfAsync(HttpResponseMessage answer) => new(
        answer.StatusCode,
        answer.Headers.Location is not { } to ? null : to.IsAbsoluteUri ? to.PathAndQuery : to.ToString(),
        answer.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set.Where(c => !c.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal)).Select(c => c.Split('=')[0])] : [],
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
}
