using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Audit;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Saml;
using Scimify.Core.Scim.Values;
using Scimify.Portal.Features.Adoption;
using Scimify.Portal.Features.ApiReference;
using Scimify.Portal.Features.AuditLog;
using Scimify.Portal.Features.Directory;
using Scimify.Portal.Features.Held;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;
using Scimify.Portal.Shared.Logs;
using Scimify.Portal.Features.Mappings;
using Scimify.Portal.Features.ProvisioningLog;
using Scimify.Portal.Features.Saml;
using Scimify.Tests.Endpoints.Api;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.Integrations;
using Scimify.Tests.TestKit;
using TestContext = Xunit.TestContext;

namespace Scimify.Tests.Features;

/// <summary>Every search box and every <c>q</c> finds a name however it is typed, on both databases.</summary>
public sealed class SearchTests
{
    /// <summary>A stored name, what somebody types, and whether that finds it.</summary>
    private static readonly (string Stored, string Typed, bool IsFound)[] Cases =
    [
        ("Jos\u00e9 Mart\u00ednez", "Jos\u00e9", true),
        ("Jos\u00e9 Mart\u00ednez", "Jose\u0301", true),
        ("Jose\u0301 Marti\u0301nez", "Jos\u00e9", true),
        ("Jose\u0301 Marti\u0301nez", "JOS\u00c9 MART", true),
        ("Jos\u00e9 Mart\u00ednez", "  jose\u0301  ", true),
        ("Jos\u00e9 Mart\u00ednez", "Jose", false),
        ("\u00d6d\u00f6n", "\u00d6d\u00f6n", true),
        ("\u00d6d\u00f6n", "\u00f6D\u00d6N", true),
        ("O\u0308do\u0308n", "\u00f6d\u00f6n", true),
        ("Stra\u00dfe", "STRA\u1e9eE", true),
        ("STRA\u1e9eE", "stra\u00dfe", true),
        ("Stra\u00dfe", "strasse", false),
        ("I\u0307stanbul", "\u0130stanbul", true),
        ("\u0130stanbul", "I\u0307STANBUL", true),
        ("Istanbul", "istanbul", true),
        ("Yıldız", "YıLDıZ", true),
        ("Yıldız", "yildiz", false),
        ("100%_a\\b", "0%_A\\B", true),
        ("100 xa\\b", "0%_a\\b", false),
        ("100%_a\\b", "%", true),
        ("plain", "_", false),
        ("plain", "%", false),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Every_search_finds_a_name_however_it_is_typed(DatabaseProvider provider)
    {
        await using var served = await ServedDatabase.CreateAsync(provider);
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?>(served.Settings ?? new Dictionary<string, string?>()) { ["Scimify:Looker:AllowInsecureHttp"] = "true" });
        var owner = await app.PersonAsync();
        using var api = new ApiClient(app.NewClient(apiKey: await app.PersonalAccessTokenAsync(owner)));
        var services = app.Services;
        var wrong = new List<string>();
        foreach (var (names, index) in Cases.GroupBy(c => c.Stored).Select((g, i) => (g, i)))
        {
            var name = names.Key;
            var integration = await services.GetRequiredService<IntegrationService>().CreateAsync(
                owner, IntegrationWorld.Production with { Name = $"{name} {index}", Mode = IntegrationMode.Paused }, Ct);
            await SeedAsync(services.GetRequiredService<ScimifyDatabase>(), integration, owner.OrganizationKey, name, index);
            var path = $"/integrations/{integration.Id}";
            var searches = new Dictionary<string, Func<string, Task<bool>>>
            {
                ["users"] = async q => (await services.GetRequiredService<DirectoryQuery>().UsersAsync(integration.Key, new DirectoryFilter(q), SortedRequest.Of(null, ["name"], null, null, null), Ct)).Total == 1,
                ["groups"] = async q => (await services.GetRequiredService<DirectoryQuery>().GroupsAsync(integration.Key, new DirectoryFilter(q), SortedRequest.Of(null, ["name"], null, null, null), Ct)).Total == 1,
                ["links of users"] = async q => await AnyAsync($"{path}/links?resourceType=User&q={Uri.EscapeDataString(q)}"),
                ["links of groups"] = async q => await AnyAsync($"{path}/links?resourceType=Group&q={Uri.EscapeDataString(q)}"),
                ["inventory"] = async q => await AnyAsync($"{path}/inventory?q={Uri.EscapeDataString(q)}"),
                ["inventory page"] = async q => (await services.GetRequiredService<AdoptionQuery>().RunAsync(owner, integration.Id, InventoryFilter.Of(null, null, q), PageRequest.Of(1), Ct)).Rows.Total == 1,
                ["held"] = async q => (await services.GetRequiredService<HeldQuery>().RunAsync(integration.Key, new HeldFilter(q), PageRequest.Of(1), Ct)).Total == 1,
                ["provisioning log"] = async q => await AnyAsync($"/provisioning-log?integration={integration.Id}&q={Uri.EscapeDataString(q)}"),
                ["provisioning log page"] = async q => (await services.GetRequiredService<ProvisioningLogQuery>().RunAsync(
                    owner, new ProvisioningLogFilter { IntegrationId = integration.Id, Text = q }, CursorRequest.Of(null), Ct)).Items.Count == 1,
                ["audit log"] = async q => await AnyAsync($"/audit-log?integration={integration.Id}&q={Uri.EscapeDataString(q)}"),
                ["audit log page"] = async q => (await services.GetRequiredService<AuditLogQuery>().RunAsync(
                    owner, new AuditLogFilter { Text = q }, CursorRequest.Of(null), Ct)).Items.Any(row => row.SubjectName == $"{name} {index}"),
            };
            foreach (var (_, typed, isFound) in names)
            {
                var isBeginning = isFound && ScimText.Normalise(name).StartsWith(ScimText.Sought(typed)!, StringComparison.Ordinal);
                if ((await services.GetRequiredService<MappingsPageQuery>().GroupsAsync(owner, integration, typed, Ct)).Count == 1 != isBeginning)
                {
                    wrong.Add($"groups to map: \"{typed}\" for \"{name}\"");
                }

                foreach (var (where, find) in searches)
                {
                    if (await find(typed) != isFound)
                    {
                        wrong.Add($"{where}: \"{typed}\" {(isFound ? "does not find" : "finds")} \"{name}\"");
                    }
                }
            }
        }

        Assert.Equal("", string.Join(Environment.NewLine, wrong));

        async Task<bool> AnyAsync(string address)
        {
            var answer = await api.GetAsync(address);
            Assert.Equal(200, answer.Status);
            return answer.Items.Any();
        }
    }

    [Fact]
    public void Lists_in_memory_are_searched_by_the_same_rules() => Assert.All(
        Cases, one => Assert.Equal(one.IsFound, ScimText.Normalise(one.Stored).Contains(ScimText.Sought(one.Typed)!, StringComparison.Ordinal)));

    [Fact]
    public void A_picker_offers_what_is_typed_and_takes_a_whole_name()
    {
        using var bunit = new BunitContext();
        bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        Assert.All(Cases, one =>
        {
            IReadOnlyList<string> picked = [];
            var picker = bunit.Render<SamlPicker>(p => p
                .Add(c => c.Id, "roles").Add(c => c.Form, new SamlForm(SamlSettings.Read([]))).Add(c => c.Place, "roles").Add(c => c.Label, "Roles").Add(c => c.Noun, "a role")
                .Add(c => c.Choices, [new SamlChoice("1", one.Stored)]).Add(c => c.Value, []).Add(c => c.ValueChanged, value => picked = value));
            picker.Find("input").Input(one.Typed);
            Assert.Equal(one.IsFound ? 1 : 0, picker.FindAll("[role=option]").Count);
            picker.Find("input").Blur();
            Assert.Equal(ScimText.Normalise(one.Stored) == ScimText.Sought(one.Typed) ? ["1"] : Array.Empty<string>(), picked);
        });
    }

    [Theory]
    [InlineData("/SCIM/Organization-Access-Tokens", true)]
    [InlineData("get /API/V1", true)]
    [InlineData("no such route", false)]
    public async Task The_API_reference_finds_routes_in_any_case(string typed, bool isFound)
    {
        await using var app = await ScimifyApp.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        Assert.Equal(isFound, (await scope.ServiceProvider.GetRequiredService<ApiReferenceQuery>().RunAsync(typed, Ct)).Sections.Count > 0);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData(" \t", null)]
    [InlineData(" A ", "a")]
    public void Blank_text_searches_for_nothing(string? typed, string? sought) => Assert.Equal(sought, ScimText.Sought(typed));

    private static Task SeedAsync(ScimifyDatabase database, IntegrationView integration, int organizationKey, string name, int index) => database.WriteAsync(
        session =>
        {
            var norm = ScimText.Normalise(name);
            var now = TimeProvider.System.GetUtcNow();
            var user = new ScimUserRow
            {
                Id = Guid.NewGuid(), OrganizationKey = organizationKey, IntegrationKey = integration.Key, UserName = $"user{index}", UserNameNorm = $"user{index}",
                Display = $"user{index}", ExternalId = name, CreatedAt = now, UpdatedAt = now, Active = true,
            };
            var group = new ScimGroupRow
            {
                Id = Guid.NewGuid(), OrganizationKey = organizationKey, IntegrationKey = integration.Key, DisplayName = name, DisplayNameNorm = norm, CreatedAt = now, UpdatedAt = now,
            };
            session.Context.AddRange(user, group);
            session.Context.Add(new InventoryItem { IntegrationKey = integration.Key, LookerId = "1", Name = name, NameNorm = norm, EmailNorm = "" });
            session.Context.Add(new ProvisioningEntry
            {
                RequestId = Guid.NewGuid(), OrganizationKey = organizationKey, IntegrationKey = integration.Key, At = now, Method = "POST", Name = name, Status = 201,
            });
            session.Context.SaveChanges();
            session.Context.Add(new HeldChange
            {
                Id = Guid.NewGuid(), OrganizationKey = organizationKey, IntegrationKey = integration.Key, Action = HeldAction.Delete, GroupKey = group.Key, ScimId = group.Id,
                Name = name, Reason = "r", Since = now,
            });
            session.Context.SaveChanges();
        },
        Ct);
}
