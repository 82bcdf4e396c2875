using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Saml;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Api;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Saml;

/// <summary>The whole system with a Looker whose people sign in by SAML.</summary>
internal sealed class SamlWorld : IAsyncDisposable
{
    /// <summary>Valid for as long as a test runs.</summary>
    public static readonly string Certificate = MakeCertificate("CN=idp.example.com", TimeSpan.FromDays(-1), TimeSpan.FromDays(365));

    private readonly ApiClient _owner;

    private SamlWorld(Bridge bridge, ApiClient owner) => (Bridge, _owner) = (bridge, owner);

    public Bridge Bridge { get; }

    public ApiClient Owner => _owner;

    public SamlService Saml => Bridge.App.Services.GetRequiredService<SamlService>();

    public SamlApplier Applier => Bridge.App.Services.GetRequiredService<SamlApplier>();

    public ISamlStore Store => Bridge.App.Services.GetRequiredService<ISamlStore>();

    public string Path => $"/integrations/{Bridge.Integration.Id}";

    /// <param name="enabled">Whether SAML is on, in a way that does not conflict with SCIM.</param>
    public static async Task<SamlWorld> StartAsync(bool enabled = true, JsonObject? with = null, SandboxSwitches? switches = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var all = new Dictionary<string, string?> { ["Scimify:Looker:TimeoutSeconds"] = "30", ["Scimify:Webhooks:AllowInsecureHttp"] = "true" };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            all[key] = value;
        }

        var bridge = await Bridge.StartAsync(switches: switches, settings: all);
        var world = new SamlWorld(bridge, new ApiClient(bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner))));
        if (enabled)
        {
            world.InLooker(Good());
        }

        if (with is not null)
        {
            world.InLooker(with);
        }

        return world;
    }

    /// <summary>A configuration without faults.</summary>
    public static JsonObject Good() => new()
    {
        ["enabled"] = true,
        ["idp_url"] = "https://idp.example.com/sso",
        ["idp_issuer"] = "https://idp.example.com",
        ["idp_cert"] = Certificate,
        ["allowed_clock_drift"] = 60,
        ["user_attribute_map_email"] = "email",
        ["user_attribute_map_first_name"] = "firstName",
        ["user_attribute_map_last_name"] = "lastName",
        ["new_user_migration_types"] = "email",
        ["groups_attribute"] = "groups",
    };

    public static string MakeCertificate(string subject, TimeSpan from, TimeSpan until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(now + from, now + until);
        return Convert.ToBase64String(certificate.RawData);
    }

    /// <summary>Changes the configuration as an administrator in Looker would.</summary>
    public void InLooker(JsonObject changes) => Bridge.Looker.With(w => new SandboxSamlOperations(w).Update(changes, by: "2"));

    /// <summary>Signs somebody in by SAML, and returns the account's ID.</summary>
    public string SignIn(string email, string? nameId = null, string[]? groups = null, JsonObject? attributes = null) => Bridge.Looker.With(w =>
        new SandboxSamlLogin(w, Bridge.Looker.Switches).SignIn(new SandboxAssertion(nameId ?? email, email, "Grace", "Hopper", groups ?? [], attributes ?? [])).Id);

    /// <returns>Why the login failed; null if it succeeded.</returns>
    /// <param name="at">The time of the login; null for now.</param>
    /// <param name="issuedAt">By the identity provider's clock; null for now.</param>
    /// <param name="signedWith">Null for any certificate that Looker accepts.</param>
    public string? CannotSignIn(string email, string[]? groups = null, DateTimeOffset? at = null, DateTimeOffset? issuedAt = null, string? signedWith = null)
    {
        var clock = at is { } time ? new TestKit.FakeTimeProvider(time) : null;
        try
        {
            Bridge.Looker.With(w => new SandboxSamlLogin(w, Bridge.Looker.Switches, clock).SignIn(
                new SandboxAssertion(email, email, "Grace", "Hopper", groups ?? [], []) { IssuedAt = issuedAt, SignedWith = signedWith }));
            return null;
        }
        catch (SandboxRefusal e)
        {
            return e.Message;
        }
    }

    public bool CanSignInByEmail(string email) => Bridge.Looker.With(w =>
    {
        try
        {
            new SandboxSamlLogin(w, Bridge.Looker.Switches).SignInByEmail(email);
            return true;
        }
        catch (SandboxRefusal)
        {
            return false;
        }
    });

    public Task<SamlDocument> ConfigAsync() => Saml.GetAsync(Bridge.Owner, Bridge.Integration.Id, CancellationToken.None);

    public Task<IReadOnlyList<SamlFinding>> ConflictsAsync() => Saml.ConflictsAsync(Bridge.Owner, Bridge.Integration.Id, CancellationToken.None);

    public async Task<SamlFinding?> ConflictAsync(string code) => (await ConflictsAsync()).SingleOrDefault(f => f.Code == code);

    /// <summary>Makes a change over the REST API, based on what Looker has now.</summary>
    public async Task<ApiAnswer> PatchAsync(JsonObject changes, string? @override = null)
    {
        var body = new JsonObject { ["revision"] = (await ConfigAsync()).Revision, ["confirm"] = true, ["changes"] = changes.DeepClone() };
        if (@override is not null)
        {
            body["override"] = @override;
        }

        return await Owner.PatchAsync($"{Path}/saml-config", body.ToJsonString());
    }

    /// <summary>Watches a server's SAML configurations with a clock of its own.</summary>
    public static SamlWatch WatchOf(IServiceProvider services, TimeProvider clock)
    {
        var applier = ActivatorUtilities.CreateInstance<SamlApplier>(services, clock);
        var checker = ActivatorUtilities.CreateInstance<SamlChecker>(services, clock, applier);
        return ActivatorUtilities.CreateInstance<SamlWatch>(services, clock, applier, checker);
    }

    public async Task<SamlRevision[]> RevisionsAsync()
    {
        await using var db = Bridge.App.NewContext();
        return [.. db.SamlRevisions.Where(r => r.IntegrationKey == Bridge.Integration.Key).OrderBy(r => r.Number)];
    }

    public Task WriteAsync(Action<WriteSession> work) => Bridge.App.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(work, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await Bridge.DisposeAsync();
    }
}
