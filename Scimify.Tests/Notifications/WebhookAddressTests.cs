using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Features.Webhooks;
using Scimify.Portal.Shared;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Notifications;

/// <summary>Whoever knows the address of a chat tool can write there. So it is a secret.</summary>
public sealed class WebhookAddressTests
{
    private const string Address = "https://hooks.example.com:8443/services/T0000/B0000/canary-of-the-address?key=canary";
    private const string Masked = "https://hooks.example.com:8443/…";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PortalRole.Owner, Address)]
    [InlineData(PortalRole.Operator, Address)]
    [InlineData(PortalRole.TokenManager, Masked)]
    [InlineData(PortalRole.Auditor, Masked)]
    public async Task Only_owners_and_operators_see_more_of_it_than_the_host(PortalRole role, string shown)
    {
        await using var app = await ScimifyApp.StartAsync();
        var made = await Webhooks(app).CreateAsync(await app.PersonAsync(), Address, null, Ct);
        var viewer = await app.PersonAsync(role);
        using var api = app.NewClient(apiKey: await app.PersonalAccessTokenAsync(viewer));

        var list = await api.GetStringAsync(new Uri("/api/v1/webhooks", UriKind.Relative), Ct);
        var one = await api.GetStringAsync(new Uri($"/api/v1/webhooks/{made.Webhook.Uuid}", UriKind.Relative), Ct);
        var page = await app.Services.GetRequiredService<WebhooksQuery>().RunAsync(viewer, PageRequest.Of(1), Ct);

        Assert.All([list, one], answer => Assert.Equal(shown == Address, answer.Contains("canary", StringComparison.Ordinal)));
        Assert.Equal(shown, Assert.Single(page.Items).Url);
        Assert.Equal(shown, (await Webhooks(app).GetAsync(viewer, made.Webhook.Uuid, Ct)).Url);
    }

    [Theory]
    [InlineData(PersonalTokenScope.Read)]
    [InlineData(PersonalTokenScope.Tokens)]
    public async Task A_token_that_covers_less_than_its_owner_sees_the_host_only(PersonalTokenScope scope)
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        await Webhooks(app).CreateAsync(owner, Address, null, Ct);
        var token = await app.Services.GetRequiredService<PersonalAccessTokenService>()
            .CreateFromCommandLineAsync(owner.Name, organization: null, new NewPersonalAccessToken("narrow", null) { Scope = scope }, Ct);
        using var api = app.NewClient(apiKey: token.Secret);

        var list = await api.GetStringAsync(new Uri("/api/v1/webhooks", UriKind.Relative), Ct);

        Assert.Contains("https://hooks.example.com:8443/", list, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_the_audit_log_nor_the_database_has_it()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        var made = await Webhooks(app).CreateAsync(owner, Address, null, Ct);
        await Webhooks(app).UpdateAsync(owner, made.Webhook.Uuid, [NoticeKinds.Held], Ct);
        await Webhooks(app).TestAsync(owner, made.Webhook.Uuid, Ct);
        await using (var db = app.NewContext())
        {
            var entries = await db.AuditLog.Where(e => e.SubjectKind == "webhook").OrderBy(e => e.Key).ToListAsync(Ct);
            Assert.Equal(["webhook.create", "webhook.update", "webhook.test"], entries.Select(e => e.Action));
            Assert.All(entries, e => Assert.Contains("https://hooks.example.com:8443/", e.After, StringComparison.Ordinal));
            Assert.DoesNotContain(entries, e => $"{e.Before}{e.After}{e.SubjectName}".Contains("canary", StringComparison.Ordinal));
        }

        foreach (var file in new[] { "scimify.db", "scimify.db-wal" }.Select(name => Path.Combine(app.DataDirectory, name)).Where(File.Exists))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await open.CopyToAsync(bytes, Ct);
            Assert.True(bytes.ToArray().AsSpan().IndexOf("canary"u8) < 0, $"{file} has the address.");
        }
    }

    [Fact]
    public async Task Without_its_key_it_shows_its_host_says_why_it_fails_and_can_be_removed()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        var id = (await Webhooks(app).CreateAsync(owner, Address, null, Ct)).Webhook.Uuid;
        await app.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(session => session.Execute("UPDATE webhooks SET protected_url = 'lost'"), Ct);

        Assert.Equal(Masked, (await Webhooks(app).GetAsync(owner, id, Ct)).Url);
        Assert.StartsWith("Its secret cannot be decrypted", await Webhooks(app).TestAsync(owner, id, Ct), StringComparison.Ordinal);
        await Webhooks(app).DeleteAsync(owner, id, Ct);
        await Assert.ThrowsAsync<NotFoundException>(() => Webhooks(app).GetAsync(owner, id, Ct));
    }

    [Fact]
    public void Nothing_that_is_written_to_a_log_as_a_whole_has_it()
    {
        var view = new WebhookView(Guid.Empty, Address, [], default, "ada@example.com", null, null, null);
        Assert.DoesNotContain("canary", new StringBuilder().Append(view).Append(new IssuedWebhook(view, "whsec_canary")).ToString(), StringComparison.Ordinal);
    }

    private static WebhookService Webhooks(ScimifyApp app) => app.Services.GetRequiredService<WebhookService>();
}
