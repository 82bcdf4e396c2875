using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Errors;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Host;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints;

/// <summary>The product says each error code in at least one case (docs/errors.md).</summary>
public sealed class ErrorCodeTests(ErrorCodeTests.World shared) : IClassFixture<ErrorCodeTests.World>
{
    private const string Bert = "bert.baker@example.com";
    private const string Nobody = "/Users/00000000-0000-4000-8000-000000000001";
    private const string PatchSchema = "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]";

    private static readonly PolicyChange Off = new() { Adoption = AdoptionPolicy.Off };

    /// <summary>What leads to each code. The answer is the code that the client gets, or that the log has.</summary>
    private static readonly Dictionary<ErrorCode, Func<World, Task<string?>>> Cases = new()
    {
        [ErrorCodes.LookerAddressTaken] = async w =>
        {
            var id = await w.Bridge.NewUserAsync("moves@example.com");
            return await w.ScimAsync("PATCH", $"/Users/{id}", Patch($$"""{"op":"replace","path":"emails[type eq \"work\"].value","value":"{{Bert}}"}"""));
        },
        [ErrorCodes.LookerNameTaken] = async w =>
        {
            var id = (await w.Bridge.PostAsync("/Groups", """{"displayName":"Renamed"}""")).Id;
            return await w.ScimAsync("PATCH", $"/Groups/{id}", Patch("""{"op":"replace","path":"displayName","value":"Analysts"}"""));
        },
        [ErrorCodes.LookerForbidden] = w => w.UpdateAsync("forbidden@example.com", 403),
        [ErrorCodes.LookerValueRefused] = w => w.UpdateAsync("refused@example.com", 422),
        [ErrorCodes.LookerAccountExists] = w => w.OtherAsync(Off, bridge => CodeAsync(bridge.PostAsync("/Users", Bridge.UserJson(Bert)))),
        [ErrorCodes.LookerGroupExists] = w => w.OtherAsync(Off, bridge => CodeAsync(bridge.PostAsync("/Groups", """{"displayName":"Analysts"}"""))),
        [ErrorCodes.LookerAccountLinked] = async w =>
        {
            await w.Bridge.NewUserAsync("linked@example.com");
            return await w.ScimAsync("POST", "/Users", Bridge.UserJson("linked@example.com").Replace("\"userName\":\"linked", "\"userName\":\"twin", StringComparison.Ordinal));
        },
        [ErrorCodes.LookerGroupManaged] = w => w.ScimAsync("POST", "/Groups", """{"displayName":"All Users"}"""),
        [ErrorCodes.AccountProtected] = w => w.ScimAsync("POST", "/Users", Bridge.UserJson(w.Admin)),
        [ErrorCodes.LookerUsersHidden] = w =>
        {
            w.Break(new(FaultKind.Status, "search_users", Status: 404, Count: null));
            return w.ScimAsync("POST", "/Users", Bridge.UserJson("hidden@example.com"));
        },
        [ErrorCodes.LookerAttributeMissing] = w => w.OtherAsync(null, async bridge =>
        {
            await bridge.MapAsync(Mapped.Of(Mapped.Attribute("department", "constant", "Sales")));
            bridge.Looker.With(world => world.Attributes.Remove(world.Attributes.Values.Single(a => a.Name == "department").Id));
            return await CodeAsync(bridge.PostAsync("/Users", Bridge.UserJson("ada@example.com")));
        }),
        [ErrorCodes.LookerObjectMissing] = w => w.SamlAsync(new(FaultKind.Status, "saml_config", Status: 404, Count: null)),
        [ErrorCodes.LookerRateLimited] = w => w.SamlAsync(new(FaultKind.Status, "saml_config", Status: 429, RetryAfter: "600", Count: null)),
        [ErrorCodes.LookerNoAnswer] = w => w.SamlAsync(new(FaultKind.DropBefore, "saml_config", Count: null)),
        [ErrorCodes.LookerFailed] = w => w.SamlAsync(new(FaultKind.Status, "saml_config", Status: 500, Count: null)),
        [ErrorCodes.LookerAnswerUnreadable] = w => w.SamlAsync(new(FaultKind.Garbage, "saml_config", Count: null)),
        [ErrorCodes.LookerKeyRejected] = w => w.SamlAsync(new(FaultKind.Unauthorized, "saml_config", Count: null)),
        [ErrorCodes.LookerUnreachable] = async w =>
        {
            var away = await w.Integrations.CreateAsync(
                w.Bridge.Owner, new NewIntegration { Name = "Away", BaseUrl = "http://127.0.0.1:1", ClientId = "a", ClientSecret = "b" }, Ct);
            return await w.RestAsync("GET", $"/integrations/{away.Id}/saml-config");
        },
        [ErrorCodes.SecretUnreadable] = w => w.OtherAsync(null, async bridge =>
        {
            await ExecuteAsync(bridge.App, "UPDATE integrations SET protected_client_secret = 'of another key ring'");
            return await World.RestAsync(bridge.App, bridge.Owner, "GET", $"/integrations/{bridge.Integration.Id}/saml-config");
        }),

        [ErrorCodes.UserNameTaken] = async w =>
        {
            await w.Bridge.NewUserAsync("taken@example.com");
            return await w.ScimAsync("POST", "/Users", Bridge.UserJson("TAKEN@example.com"));
        },
        [ErrorCodes.GroupNameTaken] = async w =>
        {
            await w.Bridge.PostAsync("/Groups", """{"displayName":"Taken"}""");
            return await w.ScimAsync("POST", "/Groups", """{"displayName":"taken"}""");
        },
        [ErrorCodes.MemberUnknown] = async w =>
        {
            var id = (await w.Bridge.PostAsync("/Groups", """{"displayName":"Strangers"}""")).Id;
            return await w.ScimAsync("PATCH", $"/Groups/{id}", Patch("""{"op":"add","path":"members","value":[{"value":"00000000-0000-4000-8000-000000000001"}]}"""));
        },
        [ErrorCodes.AddressInvalid] = w => w.ScimAsync("POST", "/Users", """{"userName":"odd","emails":[{"value":"a;b@example.com"}]}"""),
        [ErrorCodes.ChangeRejected] = w => w.OtherAsync(new() { Adoption = AdoptionPolicy.Review }, async bridge =>
        {
            await bridge.PostAsync("/Users", Bridge.UserJson(Bert));
            await bridge.DecideAsync("reject", Assert.Single(await bridge.HeldAsync()));
            await using var db = bridge.App.NewContext();
            return (await db.ProvisioningLog.SingleAsync(Ct)).ErrorCode;
        }),
        [ErrorCodes.TokenScopeMissing] = async w =>
        {
            var token = await w.Bridge.App.Services.GetRequiredService<TokenService>().CreateAsync(
                w.Bridge.Owner, new NewScimToken(w.Bridge.Integration.Id, "Reads", null) { Scopes = TokenScopes.ReadOnly }, Ct);
            return await w.ScimAsync("DELETE", Nobody, with: request => request.Headers.Authorization = new("Bearer", token.Secret));
        },
        [ErrorCodes.IntegrationDeleted] = w => w.OtherAsync(null, async bridge =>
        {
            await bridge.GetAsync("/ResourceTypes");    // the token is known, and the integration is not yet
            await ExecuteAsync(bridge.App, "UPDATE integrations SET deleted_at = 1");
            return await CodeAsync(bridge.GetAsync("/Users"));
        }),

        [ErrorCodes.BodyMalformed] = w => w.ScimAsync("POST", "/Users", "{"),
        [ErrorCodes.ValueInvalid] = w => w.ScimAsync("POST", "/Users", """{"userName":true}"""),
        [ErrorCodes.PathInvalid] = w => w.ScimAsync("PATCH", Nobody, Patch("""{"op":"replace","path":"userName[type eq \"work\"]","value":"x"}""")),
        [ErrorCodes.TargetMissing] = w => w.ScimAsync("PATCH", Nobody, Patch("""{"op":"remove"}""")),
        [ErrorCodes.AttributeFixed] = w => w.OtherAsync(new() { Strict = true }, async bridge =>
            await CodeAsync(bridge.PatchAsync($"/Users/{await bridge.NewUserAsync("fixed@example.com")}", Patch("""{"op":"replace","path":"id","value":"x"}""")))),
        [ErrorCodes.FilterInvalid] = w => w.ScimAsync("GET", "/Users?filter=userName%20eq"),
        [ErrorCodes.FilterTooLarge] = w => w.ScimAsync("GET", "/Users?filter=" + Uri.EscapeDataString(string.Join(" and ", Enumerable.Range(0, 101).Select(i => $"userName co \"{i}\"")))),
        [ErrorCodes.CursorInvalid] = w => w.ScimAsync("GET", "/Users?cursor=nonsense"),
        [ErrorCodes.CursorExpired] = async w =>
        {
            var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
            await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:Sync:WaitSeconds"] = "0" }, clock: clock);
            var owner = await app.PersonAsync();
            await app.IntegrationRowAsync(owner);
            using var scim = app.NewClient(scimToken: (await app.ScimTokenAsync(owner)).Secret);
            foreach (var name in (string[])["a", "b"])
            {
                using var body = new StringContent(Bridge.UserJson($"{name}@example.com"), Encoding.UTF8, "application/scim+json");
                using var made = await scim.PostAsync(new Uri("/scim/v2/Users", UriKind.Relative), body, Ct);
            }

            var first = JsonNode.Parse(await scim.GetStringAsync(new Uri("/scim/v2/Users?cursor=&count=1", UriKind.Relative), Ct))!;
            clock.Advance(TimeSpan.FromHours(2));
            using var late = await scim.GetAsync(new Uri($"/scim/v2/Users?count=1&cursor={(string)first["nextCursor"]!}", UriKind.Relative), Ct);
            return (await ScimReply.ReadAsync(late)).Code;
        },
        [ErrorCodes.CountInvalid] = w => w.ScimAsync("GET", "/Users?cursor=&count=many"),
        [ErrorCodes.RuleBroken] = w => w.RestAsync("POST", "/personal-access-tokens", """{"name":"Late","expiresAt":"2001-01-01T00:00:00Z"}"""),
        [ErrorCodes.NotAuthenticated] = w => World.RestAsync(w.Bridge.App, null, "GET", "/integrations"),
        [ErrorCodes.Forbidden] = async w => await World.RestAsync(w.Bridge.App, await w.Bridge.App.PersonAsync(PortalRole.Auditor), "POST", "/webhooks", "{}"),
        [ErrorCodes.NotFound] = w => w.ScimAsync("GET", Nobody),
        [ErrorCodes.MethodNotAllowed] = w => w.ScimAsync("PATCH", "/Users", "{}"),
        [ErrorCodes.Conflict] = w => w.RestAsync(
            "POST", "/integrations", $$"""{"name":"{{w.Bridge.Integration.Name}}","baseUrl":"http://127.0.0.1:1","clientId":"a","clientSecret":"b"}"""),
        [ErrorCodes.VersionChanged] = async w =>
        {
            var id = await w.Bridge.NewUserAsync("version@example.com");
            return await w.ScimAsync("DELETE", $"/Users/{id}", with: request => request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"old\"", isWeak: true)));
        },
        [ErrorCodes.TooLarge] = w => w.ScimAsync("PATCH", Nobody, Patch(string.Join(',', Enumerable.Repeat("""{"op":"add","path":"title","value":"x"}""", 10_001)))),
        [ErrorCodes.MediaTypeUnsupported] = w => w.ScimAsync("POST", "/Users", "a", with: request => request.Content!.Headers.ContentType = new("text/plain")),
        [ErrorCodes.WrongHost] = async w =>
        {
            await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:PublicUrl"] = "https://scimify.example.com" });
            return await World.RestAsync(app, null, "GET", "/integrations");
        },
        [ErrorCodes.NotSupported] = w => w.ScimAsync("GET", "/Me"),

        [ErrorCodes.TooManyRequests] = async w =>
        {
            string? code = null;
            for (var i = 0; i < 40 && code is null; i++)
            {
                code = await w.ScimAsync("GET", "/Users", with: request => request.Headers.Authorization = new("Bearer", "scim_00000000000000000000000000000000"));
            }

            return code;
        },
        [ErrorCodes.TooMuchWork] = w => w.OtherAsync(
            null,
            async bridge =>
            {
                var database = bridge.App.Services.GetRequiredService<ScimifyDatabase>();
                using var open = new ManualResetEventSlim();
                using var begun = new CountdownEvent(SqliteDatabase.Readers - 1);    // an integration never has all of them
                var reads = Enumerable.Range(0, begun.InitialCount).Select(_ => Task.Run(() => database.ReadAsync(bridge.Integration.Key, Occupy, Ct).AsTask())).ToList();
                begun.Wait(Ct);
                var code = await CodeAsync(bridge.GetAsync("/Users"));
                open.Set();
                await Task.WhenAll(reads);
                return code;

                bool Occupy(ReadSession session)
                {
                    begun.Signal();
                    return open.Wait(Timeout.Infinite, Ct);
                }
            },
            ("Scimify:Scim:ReadSeconds", "1")),
        [ErrorCodes.DatabaseUnavailable] = w => w.OtherAsync(null, async bridge =>
        {
            await using var other = new SqliteConnection($"Data Source={Path.Combine(bridge.App.DataDirectory, "scimify.db")};Pooling=False");
            await other.OpenAsync(Ct);
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync(Ct);
            return await CodeAsync(bridge.PostAsync("/Users", Bridge.UserJson("locked@example.com")));
        }),
        [ErrorCodes.Unavailable] = _ => FailingAsync("/api/failing/unavailable"),
        [ErrorCodes.Unexpected] = _ => FailingAsync("/api/failing/unexpected"),
    };

    public static TheoryData<string> Codes => [.. ErrorCodes.Names];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task A_code_is_said_in_at_least_one_case(string name)
    {
        try
        {
            Assert.Equal(name, await Cases[ErrorCodes.Find(name)!](shared));
        }
        finally
        {
            shared.Bridge.Looker.Faults.Clear();
        }
    }

    private static string Patch(string operations) => $$"""{{{PatchSchema}},"Operations":[{{operations}}]}""";

    private static async Task<string?> CodeAsync(Task<ScimReply> reply) => (await reply).Code;

    private static Task ExecuteAsync(ScimifyApp app, string sql) =>
        app.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(session => session.Execute(sql), Ct);

    private static async Task<string?> FailingAsync(string path)
    {
        await using var app = await ScimifyApp.StartAsync(
            new Dictionary<string, string?> { ["Serilog:MinimumLevel:Default"] = "Fatal" },
            services: services => services.AddControllers().AddApplicationPart(typeof(FailingController).Assembly));
        return await World.RestCodeAsync(app, null, "GET", path);
    }

    /// <summary>One bridge for all cases that leave it usable.</summary>
    public sealed class World : IAsyncLifetime
    {
        public Bridge Bridge { get; private set; } = null!;

        public IntegrationService Integrations => Bridge.App.Services.GetRequiredService<IntegrationService>();

        /// <summary>The address of an administrator of the emulated Looker.</summary>
        public string Admin => Bridge.Looker.With(world => world.Users.Values.First(u => u.RoleIds.Contains("2") && u.Email is not null).Email!.Address);

        public async ValueTask InitializeAsync() => Bridge = await Bridge.StartAsync();

        public ValueTask DisposeAsync() => Bridge.DisposeAsync();

        public void Break(FaultRule rule) => Bridge.Looker.Faults.Replace(rule);

        public async Task<string?> ScimAsync(string method, string path, string? body = null, Action<HttpRequestMessage>? with = null) =>
            (await Bridge.SendAsync(new HttpMethod(method), path, body, with)).Code;

        public Task<string?> RestAsync(string method, string path, string? body = null) => RestAsync(Bridge.App, Bridge.Owner, method, path, body);

        /// <summary>A change of names that Looker answers with the status.</summary>
        public async Task<string?> UpdateAsync(string userName, int status)
        {
            var id = await Bridge.NewUserAsync(userName);
            Break(new(FaultKind.Status, "update_user", Status: status, Count: null));
            return await ScimAsync("PATCH", $"/Users/{id}", Patch("""{"op":"replace","path":"name.familyName","value":"Other"}"""));
        }

        /// <summary>A look at the SAML settings that Looker answers so.</summary>
        public Task<string?> SamlAsync(FaultRule rule) => OtherAsync(null, bridge =>
        {
            bridge.Looker.Faults.Replace(rule);
            return RestAsync(bridge.App, bridge.Owner, "GET", $"/integrations/{bridge.Integration.Id}/saml-config");
        });

        /// <summary>For a case that needs other policies or settings, or leaves something unusable.</summary>
        public async Task<string?> OtherAsync(PolicyChange? policies, Func<Bridge, Task<string?>> askAsync, params (string Key, string Value)[] settings)
        {
            var all = settings.Append(("Serilog:MinimumLevel:Default", "Fatal")).ToDictionary(s => s.Item1, s => (string?)s.Item2);
            await using var bridge = await Bridge.StartAsync(settings: all, policies: policies);
            return await askAsync(bridge);
        }

        /// <param name="app">That is asked.</param>
        /// <param name="actor">Null for nobody.</param>
        /// <param name="method">The HTTP method.</param>
        /// <param name="path">Below /api/v1.</param>
        /// <param name="body">Null for none.</param>
        public static Task<string?> RestAsync(ScimifyApp app, Actor? actor, string method, string path, string? body = null) =>
            RestCodeAsync(app, actor, method, "/api/v1" + path, body);

        internal static async Task<string?> RestCodeAsync(ScimifyApp app, Actor? actor, string method, string path, string? body = null)
        {
            using var api = app.NewClient(apiKey: actor is null ? null : await app.PersonalAccessTokenAsync(actor));
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await api.SendAsync(request, Ct);
            return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["error"]?["code"];
        }
    }
}
