using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Requests;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>Looker user attributes follow SCIM, with the fewest calls.</summary>
public sealed class AttributeMappingTests
{
    private const string Grace = "grace@example.com";
    private static readonly AttributeInput Department = Mapped.Attribute("department", "attribute", Mapped.Department);
    private static readonly AttributeInput SeededRegion = Mapped.Attribute("region", "constant", "APAC", "seeded");

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_managed_attribute_is_kept_equal_with_one_call_for_each_difference(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        await bridge.MapAsync(Mapped.Of(Department, Mapped.Attribute("cost_center", "attribute", "costCenter")));

        var id = await bridge.NewUserInAsync(Grace, "Navy");
        Assert.Equal("department=Navy", bridge.Values(Grace));

        var before = bridge.LastCall;
        Assert.Equal("applied", (await bridge.SetAsync(id, Mapped.Department, "\"Army\"")).Sync);
        Assert.Equal("department=Army", bridge.Values(Grace));
        Assert.Equal([$"PATCH /users/{bridge.LookerUser(Grace)!.Id}/attribute_values/6"], Paths(bridge, before));

        before = bridge.LastCall;
        Assert.Equal("applied", (await bridge.SetAsync(id, "title", "\"Admiral\"")).Sync);
        Assert.Empty(bridge.CallsSince(before));

        Assert.Equal("applied", (await bridge.UnsetAsync(id, Mapped.Department)).Sync);
        Assert.Equal("", bridge.Values(Grace));
        Assert.Equal([$"DELETE /users/{bridge.LookerUser(Grace)!.Id}/attribute_values/6"], Paths(bridge, before));
    }

    [Fact]
    public async Task A_new_user_costs_three_calls_and_one_for_each_value()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.MapAsync(Mapped.Of(Department, SeededRegion, Mapped.Attribute("cost_center", "attribute", "costCenter")));
        var before = bridge.LastCall;
        await bridge.NewUserInAsync(Grace, "Navy");
        Assert.Equal("department=Navy region=APAC", bridge.Values(Grace));
        Assert.Equal(5, bridge.CallsSince(before).Count);
    }

    [Fact]
    public async Task A_seeded_attribute_is_written_once_and_is_the_users_own_from_then_on()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.MapAsync(Mapped.Of(Mapped.Attribute("department", "attribute", Mapped.Department, "seeded")));
        var id = await bridge.NewUserInAsync(Grace, null);
        Assert.Equal("", bridge.Values(Grace));

        await bridge.SetAsync(id, Mapped.Department, "\"Navy\"");
        Assert.Equal("department=Navy", bridge.Values(Grace));

        var before = bridge.LastCall;
        Assert.Equal("applied", (await bridge.SetAsync(id, Mapped.Department, "\"Army\"")).Sync);
        Assert.Equal("applied", (await bridge.UnsetAsync(id, Mapped.Department)).Sync);
        Assert.Empty(bridge.CallsSince(before));
        Assert.Equal("department=Navy", bridge.Values(Grace));

        await SecondLook.TakeAsync(bridge.App, bridge.Integration.Key);
        await bridge.SettledAsync();
        Assert.Equal("department=Navy", bridge.Values(Grace));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Saving_a_mapping_brings_exactly_those_to_it_of_whom_something_differs(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        for (var i = 0; i < 60; i++)
        {
            await bridge.NewUserInAsync($"p{i}@example.com", i % 20 == 0 ? "Navy" : null);
        }

        await bridge.NewUserInAsync(Grace, "Navy");
        var leaver = await bridge.NewUserInAsync("leaver@example.com", "Navy");
        await bridge.SetAsync(leaver, "active", "false");

        var preview = await bridge.Mappings().PreviewAsync(bridge.Owner, bridge.Integration, Mapped.Of(Department), CancellationToken.None);
        Assert.Equal((4, 0, 4), (preview.Users, preview.Groups, preview.LookerCalls));
        Assert.Contains(preview.Examples, e => e.Name == "p0@example.com" && e.Changes.SequenceEqual(["Set the attribute department to “Navy”"]));

        var before = bridge.LastCall;
        await bridge.MapAsync(Mapped.Of(Department));
        Assert.Equal(["p0@example.com", "p20@example.com", "p40@example.com", Grace],
            bridge.Looker.With(w => w.Users.Values.Where(u => u.AttributeValues.Count > 0).Select(u => u.Email!.Address).ToList()));
        Assert.Equal(4, bridge.CallsSince(before).Count(c => c.StartsWith("PATCH", StringComparison.Ordinal)));

        before = bridge.LastCall;
        await bridge.MapAsync(Mapped.Nothing);
        Assert.Empty(bridge.CallsSince(before));
        Assert.Equal("department=Navy", bridge.Values(Grace));

        await bridge.MapAsync(Mapped.Of(Department));
        Assert.Equal("applied", (await bridge.SetAsync(leaver, "active", "true")).Sync);
        Assert.Equal("department=Navy", bridge.Values("leaver@example.com"));
    }

    [Fact]
    public async Task A_leaver_is_disabled_even_where_Looker_refuses_the_attribute()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.MapAsync(Mapped.Of(Department));
        var id = await bridge.NewUserInAsync(Grace, "Navy");
        bridge.Looker.With(w => w.Attributes.Remove("6"));
        Assert.Equal((200, "applied"), Told(await bridge.SetAsync(id, "active", "false")));
        Assert.True(bridge.LookerUser(Grace)!.IsDisabled);
    }

    [Fact]
    public async Task Protected_accounts_keep_their_attributes()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserInAsync(Grace, "Navy");
        bridge.Looker.With(w => w.Users.Values.Single(u => u.Email?.Address == Grace).RoleIds.Add("2"));
        await ReconcileTests.CompareAsync(bridge);
        var preview = await bridge.Mappings().PreviewAsync(bridge.Owner, bridge.Integration, Mapped.Of(Department), CancellationToken.None);
        Assert.Equal((0, 0), (preview.Users, preview.LookerCalls));
        await bridge.MapAsync(Mapped.Of(Department));
        Assert.Equal("", bridge.Values(Grace));
        Assert.Equal((200, "applied"), Told(await bridge.SetAsync(id, "title", "\"Admiral\"")));
        Assert.Equal(403, (await bridge.SetAsync(id, Mapped.Department, "\"Army\"")).Status);
        Assert.Equal(0, (await ReconcileTests.CompareAsync(bridge)).Found);
    }

    [Fact]
    public async Task What_Looker_refuses_reaches_the_identity_provider_and_is_taken_back()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.MapAsync(Mapped.Of(Mapped.Attribute("cost_center", "attribute", "title"), Department));
        var id = await bridge.NewUserInAsync(Grace, "Navy");
        await bridge.SetAsync(id, "title", "\"7\"");

        var refused = await bridge.PatchAsync($"/Users/{id}", $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"seven"},
             {"op":"replace","path":"{{Mapped.Department}}","value":"Army"}]}
            """);
        Assert.Equal((400, "invalidValue"), (refused.Status, refused.ScimType));
        Assert.Contains("must be a number", refused.Detail, StringComparison.Ordinal);
        await bridge.SettledAsync();
        Assert.Equal("cost_center=7 department=Navy", bridge.Values(Grace));
        Assert.Equal("7", (string?)(await bridge.GetAsync($"/Users/{id}")).Body!["title"]);
    }

    [Fact]
    public async Task An_attribute_that_is_gone_in_Looker_is_no_reason_to_make_the_account_again()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.MapAsync(Mapped.Of(Department));
        var id = await bridge.NewUserInAsync(Grace, "Navy");
        var account = bridge.LookerUser(Grace)!.Id;
        bridge.Looker.With(w => w.Attributes.Remove("6"));
        var refused = await bridge.SetAsync(id, Mapped.Department, "\"Army\"");
        Assert.Equal(400, refused.Status);
        Assert.Contains("Looker has no user attribute “department”", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(account, bridge.LookerUser(Grace)!.Id);
    }

    [Fact]
    public async Task Only_what_Looker_has_and_lets_be_set_can_be_mapped()
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.With(w => w.Save(new SandboxAttribute { Id = "90", Name = "api_secret", Label = "API Secret", Type = "string", ValueIsHidden = true }));
        var problems = await Assert.ThrowsAsync<ValidationFailedException>(() => bridge.MapAsync(Mapped.Of(
            Mapped.Attribute("email", "constant", "x"), Mapped.Attribute("shoe_size", "constant", "x"), Mapped.Attribute("api_secret", "constant", "secret"),
            Department, Department, Mapped.Attribute("locale", "guess", "x", "sometimes"), Mapped.Attribute("cost_center", "template", "{"))));
        Assert.Equal(
            [
                "attributes.0.lookerAttribute must not be “email”: Looker sets it by itself.",
                "attributes.1.lookerAttribute must name a user attribute that Looker has; “shoe_size” is none.",
                "attributes.2.source must not be constant, since Looker hides the values of this attribute and a constant would show here.",
                "attributes.4.lookerAttribute must not be “department” twice.",
                "attributes.5.kind must be one of managed, seeded.",
                "attributes.5.source must be one of attribute, constant, template, extension.",
                "attributes.6.value must be what source asks for. The brace at place 1 is not closed; write {{ for a brace.",
            ],
            problems.Fields.Select(f => string.Join(' ', f.Value)));
    }

    [Fact]
    public async Task Nothing_is_saved_while_Looker_is_away_or_when_somebody_else_was_faster()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.MapAsync(Mapped.Of(Department));
        await Assert.ThrowsAsync<ConflictException>(() => bridge.MapAsync(Mapped.Of(SeededRegion) with { Version = 0 }));
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Status: 503) { Operation = "all_user_attributes", Count = 20 });
        await Assert.ThrowsAsync<UnavailableException>(() => bridge.MapAsync(Mapped.Of(SeededRegion)));
        var stored = await bridge.Mappings().GetAsync(bridge.Owner, bridge.Integration, CancellationToken.None);
        Assert.Equal((1, "department"), (stored.Version, Assert.Single(stored.Attributes.Attributes).Name));
    }

    [Fact]
    public async Task Another_Looker_has_other_attributes_and_roles_so_that_nothing_stays_mapped()
    {
        await using var bridge = await Bridge.StartAsync(settings: new Dictionary<string, string?> { ["Scimify:Looker:AllowPrivateNetworks"] = "true" });
        var team = await bridge.NewGroupAsync("Team");
        await bridge.MapAsync(new MappingInput(null, [Department], [new GroupRolesInput(Guid.Parse(team), ["4"])]));
        await bridge.App.Services.GetRequiredService<IntegrationService>().UpdateAsync(
            bridge.Owner, bridge.Integration.Id, new IntegrationChange { BaseUrl = "http://localhost:1", ClientSecret = "sandbox-secret" }, CancellationToken.None);
        var stored = await bridge.Mappings().GetAsync(bridge.Owner, bridge.Integration, CancellationToken.None);
        Assert.Empty(stored.Attributes.Attributes);
        Assert.Empty(stored.Roles);
    }

    private static (int, string?) Told(ScimReply reply) => (reply.Status, reply.Sync);

    private static IEnumerable<string> Paths(Bridge bridge, long since) => bridge.CallsSince(since).Select(c => c.Split('?')[0]);
}
