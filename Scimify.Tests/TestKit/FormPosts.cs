using System.Net;
using System.Text.RegularExpressions;

namespace Scimify.Tests.TestKit;

/// <summary>What a browser without scripts does with the console's plain forms.</summary>
public static partial class FormPosts
{
    /// <summary>Keeps cookies and follows no redirects. Dispose it with the test.</summary>
    /// <param name="cookies">Null for a new browser.</param>
    public static HttpClient NewBrowser(this ScimifyApp app, CookieContainer? cookies = null) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = app.BaseAddress };

    public static Task<HttpResponseMessage> SignInAsync(this HttpClient browser, string? email, string? password, string path = "/sign-in") =>
        browser.SubmitAsync(path, "sign-in", null, ("Form.Email", email), ("Form.Password", password));

    /// <summary>Reads the page for its antiforgery token and posts the form. Fields without a value are left out.</summary>
    /// <param name="page">Where the form is.</param>
    /// <param name="handler">The name of the form; null for a form that is none of a page.</param>
    /// <param name="path">Where it is posted; null for the page itself.</param>
    public static async Task<HttpResponseMessage> SubmitAsync(this HttpClient browser, string page, string? handler, string? path, params (string Name, string? Value)[] fields)
    {
        var html = await browser.GetStringAsync(page);
        var antiforgery = WebUtility.HtmlDecode(AntiforgeryField().Match(html).Groups[1].Value);
        using var form = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", antiforgery)).Append(("_handler", handler))
            .Where(field => field.Item2 is not null).Select(field => KeyValuePair.Create(field.Item1, field.Item2!)));
        return await browser.PostAsync(path ?? page, form);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();
}
