using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.Provisioning;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>A person leaves, and is erased over the REST API: refused while Looker still has the account, and complete afterwards.</summary>
public sealed class ErasureApiTests
{
    private const string Ada = "ada.lovelace@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_leaver_is_erased_once_Looker_has_no_account_and_reviews_still_fit_their_hashes()
    {
        await using var bridge = await Bridge.StartAsync(policies: HeldChanges.NoGuard);
        using var owner = await ClientAsync(bridge, PortalRole.Owner);
        using var auditor = await ClientAsync(bridge, PortalRole.Auditor);
        var ada = await bridge.NewUserAsync(Ada, "Ada", "Lovelace");
        await bridge.NewUserAsync("bob@example.com");
        await bridge.TeamAsync("Analysts", [ada]);
        var closed = await ReviewAsync(owner, bridge, close: true);
        var open = await ReviewAsync(owner, bridge, close: false);

        Assert.Equal("stillThere", await RefusalAsync(owner, ada));
        Assert.Equal(204, (await bridge.DeleteAsync($"/Users/{ada}")).Status);
        await bridge.SettledForGoodAsync();
        Assert.Equal("stillThere", await RefusalAsync(owner, ada));
        bridge.Looker.With(world => world.Delete(world.Users.Values.Single(u => u.Email?.Address == Ada)));
        await ReconcileTests.CompareAsync(bridge);
        await bridge.SettledForGoodAsync();
        Assert.Equal(403, (await auditor.PostAsync($"/access/people/{ada}/erase")).Status);

        var answer = await owner.PostAsync($"/access/people/{ada}/erase");
        Assert.True(answer.Status == 200, answer.Text);
        var erased = answer.Results;

        var pseudonym = erased.GetProperty("pseudonym").GetString();
        Assert.True(erased.GetProperty("auditEntries").GetInt64() > 0, erased.ToString());
        Assert.Equal(4, erased.GetProperty("reviewRows").GetInt64());
        var database = bridge.App.Services.GetRequiredService<ScimifyDatabase>();
        Assert.Empty(await StoredTexts.WithAsync(database, "lovelace", Ct));
        Assert.Null(Assert.Single(await new AuditVerifier(database, TimeProvider.System).VerifyAsync(null, Ct)).Break);
        foreach (var review in (Guid[])[closed, open])
        {
            var shown = (await owner.GetAsync($"/reviews/{review}")).Results;
            var hash = Convert.ToHexStringLower(SHA256.HashData(await owner.FileAsync($"/reviews/{review}/record")));
            Assert.Equal(hash, shown.GetProperty(review == closed ? "sha256" : "listSha256").GetString());
            Assert.Contains((await owner.GetAsync("/audit-log?action=review.erase")).Items, entry => entry.GetProperty("subjectId").GetString() == review.ToString() && entry.GetProperty("after").GetProperty("after").GetString() == hash);
        }

        Assert.Equal(pseudonym, Assert.Single((await owner.GetAsync("/access/leavers")).Items).GetProperty("userName").GetString());
        Assert.Equal(pseudonym, Assert.Single((await owner.GetAsync("/audit-log?action=user.erase")).Items).GetProperty("subjectName").GetString());
    }

    [Fact]
    public async Task Nobody_unknown_is_erased_and_a_body_is_refused()
    {
        await using var bridge = await Bridge.StartAsync();
        using var owner = await ClientAsync(bridge, PortalRole.Owner);
        var ada = await bridge.NewUserAsync(Ada);

        Assert.Equal(404, (await owner.PostAsync($"/access/people/{Guid.NewGuid()}/erase")).Status);
        Assert.Equal(422, (await owner.PostAsync($"/access/people/{ada}/erase", """{"hard":true}""")).Status);
    }

    private static async Task<Guid> ReviewAsync(ApiClient owner, Bridge bridge, bool close)
    {
        var people = (await owner.GetAsync("/people")).Items.Select(p => p.GetProperty("uuid").GetGuid()).ToList();
        var started = await owner.PostAsync("/reviews", JsonSerializer.Serialize(new
        {
            name = "Quarter", integration = bridge.Integration.Id, scope = "accounts", targets = Array.Empty<string>(), reviewers = people, dueAt = TimeProvider.System.GetUtcNow().AddDays(10),
        }));
        Assert.Equal(201, started.Status);
        var review = started.Results.GetProperty("uuid").GetGuid();
        Assert.Equal(200, (await owner.PostAsync($"/reviews/{review}/decisions", """{"rows":[1,2],"decision":"remove","reason":"Ada Lovelace has left, says ada.lovelace@example.com"}""")).Status);
        if (close)
        {
            Assert.Equal(200, (await owner.PostAsync($"/reviews/{review}/close")).Status);
        }

        return review;
    }

    private static async Task<string?> RefusalAsync(ApiClient owner, string id)
    {
        var refused = await owner.PostAsync($"/access/people/{id}/erase");
        Assert.Equal(409, refused.Status);
        return refused.Error.GetProperty("data").GetProperty("code").GetString();
    }

    private static async Task<ApiClient> ClientAsync(Bridge bridge, PortalRole role) => new(bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(await bridge.App.PersonAsync(role))));
}
