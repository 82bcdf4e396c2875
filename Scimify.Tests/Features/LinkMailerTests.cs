using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People.Passwords;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>Where a mail server is set, a link goes to its person and to nobody else.</summary>
public sealed class LinkMailerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_that_was_sent_is_in_the_mail_and_not_in_the_answer()
    {
        await using var sink = new MailSink();
        await using var app = await StartAsync(sink);

        var answer = await InviteAsync(app);

        Assert.Equal((true, JsonValueKind.Null), (answer.GetProperty("mailed").GetBoolean(), answer.GetProperty("link").ValueKind));
        var mail = Assert.Single(sink.Mails);
        Assert.Contains("To: ada@example.com", mail, StringComparison.Ordinal);
        Assert.Contains("From: Scimify <scimify@example.com>", mail, StringComparison.Ordinal);
        var link = Regex.Match(Unfolded(mail), "http://localhost:5080/account/welcome#([0-9a-f]{64})");
        Assert.True(link.Success, mail);
        Assert.Equal("ada@example.com", (await app.Services.GetRequiredService<PasswordLinkService>().FindAsync(link.Groups[1].Value, Ct))?.Email);
    }

    [Fact]
    public async Task A_link_that_could_not_be_sent_is_shown_instead_and_the_log_has_no_address()
    {
        using var folder = new TempFolder();
        await using var sink = new MailSink { Refuses = true };
        await using (var app = await StartAsync(sink, folder.Path))
        {
            var answer = await InviteAsync(app);

            Assert.Equal((false, JsonValueKind.String), (answer.GetProperty("mailed").GetBoolean(), answer.GetProperty("link").ValueKind));
        }

        var log = string.Concat(Directory.EnumerateFiles(Path.Combine(folder.Path, "logs")).Select(File.ReadAllText));
        Assert.Contains("did not take a link to a new password, which its owner sees instead: SmtpCommandException, status MailboxUnavailable", log, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@example.com", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mail_server_the_link_is_shown()
    {
        await using var app = await ScimifyApp.StartAsync();

        var answer = await InviteAsync(app);

        Assert.Equal((false, JsonValueKind.String), (answer.GetProperty("mailed").GetBoolean(), answer.GetProperty("link").ValueKind));
    }

    private static Task<ScimifyApp> StartAsync(MailSink sink, string? folder = null) => ScimifyApp.StartAsync(
        new Dictionary<string, string?>
        {
            ["Scimify:PublicUrl"] = "http://localhost:5080",
            ["Scimify:Smtp:Host"] = "127.0.0.1",
            ["Scimify:Smtp:Port"] = sink.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Scimify:Smtp:From"] = "scimify@example.com",
            ["Scimify:Smtp:Tls"] = "None",
        },
        dataDirectory: folder);

    private static async Task<JsonElement> InviteAsync(ScimifyApp app)
    {
        using var client = app.NewClient(apiKey: await app.PersonalAccessTokenAsync(await app.PersonAsync()));
        using var body = new StringContent("""{"email":"ada@example.com","role":"Auditor"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/api/v1/people", body, Ct);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct)).GetProperty("results");
    }

    /// <summary>Quoted-printable (RFC 2045 section 6.7) breaks long lines and escapes the equals sign.</summary>
    private static string Unfolded(string mail) => mail.ReplaceLineEndings("\n").Replace("=\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
}
