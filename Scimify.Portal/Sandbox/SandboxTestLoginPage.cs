using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Scimify.Portal.Sandbox;

/// <summary>
/// The test login of a SAML test configuration, for people. The page asks what the identity provider would answer, and says how
/// the login goes. It changes nothing, so it uses GET and needs neither script nor session.
/// </summary>
internal static class SandboxTestLoginPage
{
    private const string Root = "/saml-test-login";

    private const string Style = """
        :root { color-scheme: light dark; --ink: light-dark(#17202e, #e7ebf1); --soft: light-dark(#4f5b6d, #a3adbb); --line: light-dark(#8a94a3, #6b7686); --good: light-dark(#17693f, #6fd39d); --bad: light-dark(#b3261e, #ff9d95); --accent: light-dark(#2a56c6, #8fb0ff); --on-accent: light-dark(#ffffff, #0c1630); }
        body { margin: 0; background: light-dark(#f6f7f9, #0d1117); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
        main { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; display: grid; gap: 1.25rem; }
        h1, h2, p, ul { margin: 0; overflow-wrap: anywhere; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.125rem; }
        form, fieldset { display: grid; gap: 0.75rem; margin: 0; padding: 0; border: 0; min-width: 0; }
        fieldset + fieldset { margin-top: 1rem; }
        legend { padding: 0 0 0.5rem; font-size: 1.125rem; font-weight: 650; }
        label { display: grid; gap: 0.25rem; font-weight: 550; }
        input, textarea, button { font: inherit; font-weight: 400; color: inherit; box-sizing: border-box; width: 100%; padding: 0.5rem 0.625rem; border: 1px solid var(--line); border-radius: 6px; background: light-dark(#ffffff, #151b23); }
        button { width: auto; justify-self: start; background: var(--accent); border-color: var(--accent); color: var(--on-accent); cursor: pointer; }
        small { color: var(--soft); font-weight: 400; }
        .result { display: grid; gap: 0.5rem; padding: 1rem; border: 2px solid; border-radius: 8px; }
        .good { border-color: var(--good); } .good h2 { color: var(--good); }
        .bad { border-color: var(--bad); } .bad h2 { color: var(--bad); }
        """;

    private static readonly string Policy = $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The path of a test configuration's login, below the sandbox's origin.</summary>
    public static string PathOf(string slug) => $"{Root}/{Uri.EscapeDataString(slug)}";

    public static void Map(IEndpointRouteBuilder routes, LookerSandbox sandbox) =>
        routes.MapGet(Root + "/{slug}", (string slug, HttpContext http) => Answer(http, sandbox.With(world => Page(world, sandbox.Switches, slug, http.Request.Query))));

    private static IResult Answer(HttpContext http, (int Status, string Html) page)
    {
        var headers = http.Response.Headers;
        (headers.ContentSecurityPolicy, headers.CacheControl, headers.XContentTypeOptions, headers["Referrer-Policy"]) = (Policy, "no-store", "nosniff", "no-referrer");
        return Results.Content(page.Html, "text/html; charset=utf-8", Encoding.UTF8, page.Status);
    }

    private static (int Status, string Html) Page(SandboxWorld world, SandboxSwitches switches, string slug, IQueryCollection query)
    {
        if (slug == SandboxSaml.Live || !world.Saml.TryGetValue(slug, out var test))
        {
            return (404, Document("No such test configuration", "<p>Scimify deletes it once somebody has said how the login went.</p>"));
        }

        var form = SandboxTestLoginForm.Of(world, test, query);
        var result = form.Email.Length == 0 ? "" : Result(new SandboxTestLogin(world, switches, test).Try(form.Answer));
        return (200, Document("Test login", result + Form(world, form)));
    }

    private static string Result(SandboxTrial trial) => trial.Reason is { } reason
        ? $"""<section class="result bad" role="alert"><h2>The login failed</h2><p>{Encoded(reason)}</p></section>"""
        : $"""<section class="result good" role="status"><h2>The login succeeded</h2><ul>{string.Concat(trial.Facts.Select(f => $"<li>{Encoded(f)}</li>"))}</ul></section>""";

    private static string Form(SandboxWorld world, SandboxTestLoginForm form) => $"""
        <form method="get">
        <fieldset><legend>Who signs in</legend>
        {Input("email", "E-mail address", form.Email, "required list=\"people\" autocomplete=\"off\"")}
        <datalist id="people">{string.Concat(world.Users.Values.Select(u => u.AnyEmail).OfType<string>().Order(StringComparer.Ordinal).Take(200).Select(e => $"<option value=\"{Encoded(e)}\"></option>"))}</datalist>
        {Input("nameId", "NameID", form.NameId, hint: "Empty: the e-mail address.")}
        {Input("first", "First name", form.First, hint: "If empty, the name of the account with this address.")}
        {Input("last", "Last name", form.Last, hint: "If empty, the name of the account with this address.")}
        {Input("groups", "Groups", form.Groups, hint: "Separated by commas.")}
        </fieldset>
        <fieldset><legend>How the identity provider says it</legend>
        {Input("emailName", "Attribute with the e-mail address", form.EmailName)}
        {Input("firstName", "Attribute with the first name", form.FirstName)}
        {Input("lastName", "Attribute with the last name", form.LastName)}
        {Input("groupsName", "Attribute with the groups", form.GroupsName)}
        <label>Other attributes<small>One a line: name=value</small><textarea name="more" rows="3" spellcheck="false">{Encoded(form.More)}</textarea></label>
        {Input("issuer", "Issuer", form.Issuer)}
        {Input("audience", "Audience", form.Audience)}
        <label>Certificate that it signs with<small>In Base64 or PEM. Empty: one that suits.</small><textarea name="certificate" rows="2" spellcheck="false">{Encoded(form.Certificate)}</textarea></label>
        {Input("clockAhead", "Seconds that its clock is ahead", form.ClockAhead, "type=\"number\" min=\"-86400\" max=\"86400\"", hint: "Negative if it is behind.")}
        </fieldset>
        <button type="submit">Sign in</button>
        </form>
        """;

    private static string Input(string name, string label, string value, string more = "", string? hint = null) =>
        $"""<label>{label}{(hint is null ? "" : $"<small>{hint}</small>")}<input name="{name}" value="{Encoded(value)}" spellcheck="false" {more}></label>""";

    private static string Document(string title, string content) => $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · emulated Looker</title><style>{Style}</style></head>
        <body><main><h1>{title}</h1><p>This is Scimify's emulated Looker, and no identity provider: say what one would answer. No account is changed.</p>{content}</main></body></html>
        """;

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
