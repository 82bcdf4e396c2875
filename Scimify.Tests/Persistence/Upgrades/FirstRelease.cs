using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Sessions;
using Scimify.Core.People.SignIns;
using Scimify.Core.People.Views;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.SignIn;
using Scimify.Core.Streams;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Api;
using Scimify.Tests.Provisioning;
using Scimify.Tests.Saml;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence.Upgrades;

/// <summary>
/// Does what clients, people and Looker do, until every important table has rows that the version itself has written. There are two integrations: <c>Sandbox</c>, which ends paused, and <c>Plan</c>, in plan mode.
/// </summary>
internal static class FirstRelease
{
    /// <summary>As <see cref="ScimifyApp.PersonAsync"/> gives it.</summary>
    public const string Password = "correct horse battery";

    /// <summary>SCIM no longer finds this user. The row stays as long as the Looker account.</summary>
    public const string Deleted = "deleted@example.com";

    /// <summary>The users of <c>Sandbox</c> that SCIM still finds, with their sync state.</summary>
    public static readonly IReadOnlyDictionary<string, string> Users = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["address@example.com"] = "failed",
        ["applied@example.com"] = "applied",
        ["bert.baker@example.com"] = "held",
        ["failed@example.com"] = "failed",
        ["held@example.com"] = "held",
        ["leaver@example.com"] = "pending",
        ["moved@example.com"] = "pending",
        ["pending@example.com"] = "pending",
        ["unforwardable"] = "unforwardable",
    };

    /// <summary>The groups of <c>Sandbox</c>, with the worst state of the group and its memberships.</summary>
    public static readonly IReadOnlyDictionary<string, string> Groups = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Analysts"] = "held",
        ["Founders"] = "pending",
        ["SAML Finance"] = "failed",
    };

    private static async Task AuthenticatorAppAsync(Bridge bridge)
    {
        var key = Totp.NewKey();
        var code = Totp.CodeAt(key, bridge.App.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        await bridge.App.Services.GetRequiredService<FactorService>().AddAppAsync(bridge.App.Fresh(bridge.Owner), key, code, CancellationToken.None);
    }

    /// <summary>The server must not wait for Looker, or it would undo the change that Looker refuses.</summary>
    public static async Task FillAsync(SamlWorld world)
    {
        var bridge = world.Bridge;
        await bridge.SetAsync(new IntegrationChange { Policies = new PolicyChange { Adoption = AdoptionPolicy.Review } });
        await bridge.App.Services.GetRequiredService<WebhookService>().CreateAsync(bridge.Owner, "https://hooks.invalid/scimify", null, CancellationToken.None);
        await bridge.App.Services.GetRequiredService<ProviderService>().CreateAsync(
            bridge.App.Fresh(bridge.Owner), new ProviderInput("Okta", ProviderKind.Okta, "https://id.invalid", "client", "secret", Roles: [new RoleRule("groups", "owners", PortalRole.Owner)]), CancellationToken.None);
        await bridge.App.Services.GetRequiredService<OAuthClientService>().CreateAsync(bridge.App.Fresh(bridge.Owner), new NewOAuthClient(bridge.Integration.Id, "Entra"), CancellationToken.None);
        await bridge.App.MetricsAsync();
        await bridge.App.Services.GetRequiredService<SessionService>().StartAsync(bridge.Owner, "password", "Browser/1.0", CancellationToken.None);
        await AuthenticatorAppAsync(bridge);
        await bridge.App.Services.GetRequiredService<SavedViewService>().SaveAsync(bridge.Owner, "users", "To repair", "state=Failed&sort=-changed", CancellationToken.None);
        await world.Owner.CallAsync("POST", "/people", """{"email":"auditor@example.com","role":"Auditor"}""", header: ("Idempotency-Key", "first-release"));
        await bridge.App.Services.GetRequiredService<SignInAttempts>().BeginAsync("auditor@example.com", AttemptSource.OfAddress("192.0.2.1"), CancellationToken.None);
        await UsersAsync(bridge);
        await LookerAsync(bridge);
        await SamlAsync(world);
        await HeldAsync(bridge);
        await PlannedAsync(bridge);
        using (var stranger = bridge.App.NewClient(scimToken: "scim_0123456789abcdef0123456789abcdef"))
        {
            (await stranger.GetAsync("/scim/v2/Users")).Dispose();
        }

        await bridge.App.Services.GetRequiredService<NoticeEngine>().RunOnceAsync(CancellationToken.None);
        await PendingAsync(bridge);
        await StreamAsync(bridge);
    }

    /// <summary>A stream that has sent everything, also what still waits.</summary>
    private static async Task StreamAsync(Bridge bridge)
    {
        var (store, now) = (bridge.App.Services.GetRequiredService<ILogStreamStore>(), bridge.App.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        await bridge.App.Services.GetRequiredService<LogStreamService>().CreateAsync(
            bridge.Owner, new NewLogStream("https://siem.invalid/scimify", LogStreamFormat.Ocsf, StreamedLogs.Both, FromNow: false), CancellationToken.None);
        var stream = (await store.DueAsync([LogStreamTarget.Webhook], CancellationToken.None)).Single();
        await store.ClaimAsync(stream, now + LogStreamEngine.Lease, CancellationToken.None);
        foreach (var source in await store.SourcesAsync(stream, CancellationToken.None))
        {
            while (await store.ReadAsync(stream, source, CancellationToken.None) is { } batch && await store.AdvanceAsync(stream, batch, now + LogStreamEngine.Lease, CancellationToken.None))
            {
            }
        }

        await store.ReleaseAsync(stream, CancellationToken.None);
    }

    /// <summary>What waits while the integration is paused: somebody comes, somebody goes, somebody moves, and a group changes its name and its members.</summary>
    private static async Task PendingAsync(Bridge bridge)
    {
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused, Policies = new PolicyChange { DeletionGuard = new DeletionGuardChange { Enabled = false } } });
        var pending = await bridge.NewUserAsync("pending@example.com");
        await bridge.PatchAsync($"/Users/{await IdAsync(bridge, "Users", "userName", "leaver@example.com")}", HeldChanges.Active(false));
        await bridge.PatchAsync(
            $"/Users/{await IdAsync(bridge, "Users", "userName", "moved@example.com")}",
            HeldChanges.Patch("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"arrived@example.com"},{"op":"replace","path":"name.givenName","value":"Gracia"}"""));
        var (group, applied) = (await IdAsync(bridge, "Groups", "displayName", "Pioneers"), await IdAsync(bridge, "Users", "userName", "applied@example.com"));
        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch(
            $$"""{"op":"replace","path":"displayName","value":"Founders"},{"op":"add","path":"members","value":[{"value":"{{pending}}"}]},{"op":"remove","path":"members[value eq \"{{applied}}\"]"}"""));
    }

    private static async Task<string> IdAsync(Bridge bridge, string resources, string attribute, string name) =>
        (string)(await bridge.GetAsync($"/{resources}?filter={attribute}%20eq%20%22{name}%22")).Body!["Resources"]![0]!["id"]!;

    /// <summary>A group with people: one leaves the group, one leaves the company, and one has a change that Looker refuses.</summary>
    private static async Task UsersAsync(Bridge bridge)
    {
        var applied = await bridge.NewUserAsync("applied@example.com", "Ada", "Lovelace");
        var failed = await bridge.NewUserAsync("failed@example.com");
        var held = await bridge.NewUserAsync("held@example.com");
        var deleted = await bridge.NewUserAsync(Deleted);
        var address = await bridge.NewUserAsync("address@example.com");
        await bridge.NewUserAsync("leaver@example.com");
        await bridge.NewUserAsync("moved@example.com");
        await bridge.PostAsync("/Users", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"unforwardable"}""");
        await bridge.SettledAsync();
        var group = await bridge.TeamAsync("Pioneers", [applied, failed, held, deleted]);
        var former = await bridge.TeamAsync("Former", [held]);
        await bridge.MapAsync(new(null, [Mapped.Attribute("department", "constant", "Finance")], [new(Guid.Parse(group), ["4"])]));

        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch($$"""{"op":"remove","path":"members[value eq \"{{failed}}\"]"}"""));
        await bridge.DeleteAsync($"/Users/{deleted}");
        await bridge.DeleteAsync($"/Groups/{former}");
        await bridge.SettledAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 422));
        await bridge.PatchAsync($"/Users/{failed}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Gracia"}"""));
        bridge.Looker.With(world => SandboxEdits.AddUser(world, new() { ["first_name"] = "Some", ["last_name"] = "Body", ["email"] = "taken@example.com" }));
        await bridge.PatchAsync($"/Users/{address}", HeldChanges.Patch("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"taken@example.com"}"""));
        await bridge.PostAsync("/Groups", """{"displayName":"SAML Finance"}""");
        await bridge.SettledAsync();
    }

    /// <summary>What people changed in Looker, and what they protect there.</summary>
    private static async Task LookerAsync(Bridge bridge)
    {
        bridge.Looker.With(world => world.Users.Values.Single(u => u.Email?.Address == "applied@example.com").FirstName = "Augusta");
        await ReconcileTests.CompareAsync(bridge);
        await bridge.App.Services.GetRequiredService<ProtectedAccountService>().AddAsync(bridge.Owner, bridge.Integration, "emergency@example.com", CancellationToken.None);
        var service = bridge.App.Services.GetRequiredService<DriftService>();
        await ReconcileTests.EndedAsync(bridge, await service.ReadInventoryAsync(bridge.Owner, bridge.Integration, CancellationToken.None));
        var now = bridge.App.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (applied, manager) = (await IdAsync(bridge, "Users", "userName", "applied@example.com"), await IdAsync(bridge, "Users", "userName", "failed@example.com"));
        await bridge.PatchAsync($"/Users/{applied}", HeldChanges.Patch($$"""{"op":"add","path":"{{SchemaUrns.EnterpriseUser}}:manager","value":{"value":"{{manager}}"} }"""));
        var review = await bridge.App.Services.GetRequiredService<ReviewService>().StartAsync(
            bridge.Owner, bridge.Integration.Id, new NewReview("Everybody", ReviewScope.Accounts, [], [bridge.Owner.Id!.Value], now.AddDays(14), ByManagers: true), CancellationToken.None);
        await bridge.App.Services.GetRequiredService<ReviewLinkService>().IssueAsync(bridge.Owner, review.Id, Guid.Parse(manager), (_, _) => Task.FromResult(false), CancellationToken.None);
    }

    private static async Task SamlAsync(SamlWorld world)
    {
        Assert.Equal(200, (await world.PatchAsync(new() { ["allowed_clock_drift"] = 90 })).Status);
        var draft = new JsonObject { ["title"] = "New issuer", ["changes"] = new JsonObject { ["idp_issuer"] = "https://new.example.com" } };
        Assert.Equal(201, (await world.Owner.PostAsync($"{world.Path}/saml-drafts", draft.ToJsonString())).Status);
        Assert.Equal(200, (await world.Owner.PatchAsync($"{world.Path}/saml-policy", """{"requiresApproval":true}""")).Status);
        await world.ConflictsAsync();
    }

    /// <summary>One held by the deletion guard, one because Looker already has the account.</summary>
    private static async Task HeldAsync(Bridge bridge)
    {
        await bridge.NewUserAsync("bert.baker@example.com", "Albert", "Baker");
        await bridge.PostAsync("/Groups", """{"displayName":"Analysts"}""");
        await bridge.SetAsync(new IntegrationChange { Policies = new PolicyChange { DeletionGuard = new DeletionGuardChange { MaxCount = 0 } } });
        var held = await IdAsync(bridge, "Users", "userName", "held@example.com");
        Assert.Equal("held", (await bridge.PatchAsync($"/Users/{held}", HeldChanges.Active(false))).Sync);
        await bridge.SettledAsync();
    }

    private static async Task PlannedAsync(Bridge bridge)
    {
        var plan = await bridge.App.Services.GetRequiredService<IntegrationService>().CreateAsync(
            bridge.Owner,
            new NewIntegration { Name = "Plan", BaseUrl = bridge.Integration.BaseUrl, ClientId = "sandbox-client", ClientSecret = "sandbox-secret", Mode = IntegrationMode.Plan },
            CancellationToken.None);
        using var client = bridge.App.NewClient(scimToken: (await bridge.App.ScimTokenAsync(bridge.Owner, plan.Id)).Secret);
        using var body = new StringContent(Bridge.UserJson("planned@example.com"));
        body.Headers.ContentType = new("application/scim+json");
        using var answer = await client.PostAsync("/scim/v2/Users", body);
        Assert.Equal("planned", answer.Headers.GetValues("Scimify-Sync").Single());
    }
}
