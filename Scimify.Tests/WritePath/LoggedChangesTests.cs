using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.WritePath;

/// <summary>The provisioning log keeps what a write asked of each attribute that Looker gets, and nothing else.</summary>
public sealed class LoggedChangesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_logs_before_and_after_of_what_it_changes()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync("carol@example.com", "Carol", "Chen");
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","value":{"name.familyName":"Wong","title":"Chief","active":false}}"""));
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"title","value":"Secret"}"""));
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"bert.baker@example.com"}"""));
        var group = (await bridge.PostAsync("/Groups", """{"displayName":"Crew"}""")).Id;
        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch("""{"op":"replace","value":{"displayName":"Team","externalId":"g-1"}}"""));
        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch($$"""{"op":"add","path":"members","value":[{"value":"{{id}}"}]}"""));
        await bridge.DeleteAsync($"/Users/{id}");

        Assert.Equal(
            [
                "userName: > carol@example.com; name.givenName: > Carol; name.familyName: > Chen; emails: > carol@example.com; active: > true",
                "name.familyName: Chen > Wong; active: true > false",
                "",
                "emails: carol@example.com > bert.baker@example.com",
                "displayName: > Crew",
                "displayName: Crew > Team; externalId: > g-1",
                "",
                "",
            ],
            await LoggedAsync(bridge));
    }

    [Fact]
    public async Task What_a_mapping_makes_of_a_write_is_logged_without_hidden_values()
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.With(world => world.Save(new SandboxAttribute { Id = "90", Name = "api_secret", Label = "API Secret", Type = "string", ValueIsHidden = true }));
        await bridge.MapAsync(Mapped.Of(Mapped.Attribute("department", "constant", "Sales"), Mapped.Attribute("api_secret", "attribute", "userName")));
        await bridge.NewUserAsync("dan@example.com", "Dan", "Diaz");

        Assert.EndsWith("looker.department: > Sales; looker.api_secret: > (hidden)", Assert.Single(await LoggedAsync(bridge)), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> LoggedAsync(Bridge bridge)
    {
        await using var db = bridge.App.NewContext();
        var stored = await db.ProvisioningLog.OrderBy(e => e.Key).Select(e => e.Changes).ToListAsync(Ct);
        return [.. stored.Select(changes => string.Join("; ", LoggedChange.Read(changes).Select(c => $"{c.Attribute}:{(c.Before is null ? "" : $" {c.Before}")} > {c.After}")))];
    }
}
