using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>Who may more than before is told to the other owners, and a mail server that is away stops nobody.</summary>
public sealed class RoleMailerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_that_may_more_is_told_to_the_person_and_the_other_owners_with_the_reason()
    {
        await using var sink = new MailSink();
        await using var app = await StartAsync(sink);
        var (owner, ada) = await PeopleAsync(app);

        var (status, _) = await PatchAsync(app, owner, ada, """{"role":"Operator","reason":"Deputy for Sam from 1 Dec"}""");

        Assert.Equal(200, status);
        Assert.Equal(["ada@example.com", "other@example.com"], sink.Mails.Select(ToOf).Order());
        var mail = sink.Mails.Single(text => ToOf(text) == "other@example.com");
        Assert.Contains("Subject: ada@example.com is Operator in Scimify now", mail, StringComparison.Ordinal);
        Assert.Contains("owner@example.com made the change.", mail, StringComparison.Ordinal);
        Assert.Contains("The reason given: Deputy for Sam from 1 Dec", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: You are Operator in Scimify now", sink.Mails.Single(text => ToOf(text) == "ada@example.com"), StringComparison.Ordinal);
        await using var db = app.NewContext();
        Assert.Contains("Deputy for Sam from 1 Dec", (await db.AuditLog.SingleAsync(e => e.Action == "person.change", Ct)).After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_may_less_is_told_to_nobody()
    {
        await using var sink = new MailSink();
        await using var app = await StartAsync(sink);
        var (owner, ada) = await PeopleAsync(app, PortalRole.Operator);

        Assert.Equal(200, (await PatchAsync(app, owner, ada, """{"role":"Auditor"}""")).Status);

        Assert.Empty(sink.Mails);
    }

    [Fact]
    public async Task The_change_is_made_although_the_mail_server_refuses()
    {
        await using var sink = new MailSink { Refuses = true };
        await using var app = await StartAsync(sink);
        var (owner, ada) = await PeopleAsync(app);

        var (status, answer) = await PatchAsync(app, owner, ada, """{"role":"Owner"}""");

        Assert.Equal((200, "Owner"), (status, answer.GetProperty("results").GetProperty("role").GetString()));
    }

    [Theory]
    [InlineData("two\\nlines")]
    [InlineData(null)]
    public async Task A_reason_that_is_too_long_or_has_several_lines_is_refused_by_name(string? reason)
    {
        await using var app = await ScimifyApp.StartAsync();
        var (owner, ada) = await PeopleAsync(app);

        var (status, answer) = await PatchAsync(app, owner, ada, $$"""{"role":"Operator","reason":"{{reason ?? new string('x', 301)}}"}""");

        Assert.Equal(422, status);
        Assert.Contains("reason", answer.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<(Actor Owner, Actor Ada)> PeopleAsync(ScimifyApp app, PortalRole role = PortalRole.Auditor)
    {
        var owner = await app.PersonAsync(email: "owner@example.com");
        await app.PersonAsync(email: "other@example.com");
        await app.PersonAsync(PortalRole.Operator, "nobody@example.com");
        return (owner, await app.PersonAsync(role, "ada@example.com"));
    }

    private static Task<ScimifyApp> StartAsync(MailSink sink) => ScimifyApp.StartAsync(new Dictionary<string, string?>
    {
        ["Scimify:PublicUrl"] = "http://localhost:5080",
        ["Scimify:Smtp:Host"] = "127.0.0.1",
        ["Scimify:Smtp:Port"] = sink.Port.ToString(CultureInfo.InvariantCulture),
        ["Scimify:Smtp:From"] = "scimify@example.com",
        ["Scimify:Smtp:Tls"] = "None",
    });

    private static async Task<(int Status, JsonElement Answer)> PatchAsync(ScimifyApp app, Actor owner, Actor whom, string json)
    {
        using var client = app.NewClient(apiKey: await app.PersonalAccessTokenAsync(owner));
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.PatchAsync($"/api/v1/people/{whom.Id}", body, Ct);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct)));
    }

    private static string ToOf(string mail) => mail.Split('\n').First(line => line.StartsWith("To: ", StringComparison.Ordinal))["To: ".Length..].Trim();
}
