using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Engine;
using Scimify.Portal.Sandbox;

namespace Scimify.Tests.TestKit;

/// <summary>The whole system over real HTTP: a SCIM client, Scimify, and the emulated Looker at an address of its own.</summary>
public sealed class Bridge : IAsyncDisposable
{
    private readonly RunningSandbox _looker;

    private Bridge(ScimifyApp app, RunningSandbox looker, Actor owner, IntegrationView integration, string token)
    {
        App = app;
        _looker = looker;
        Owner = owner;
        Integration = integration;
        Token = token;
        Scim = app.NewClient(scimToken: token);
    }

    public ScimifyApp App { get; }

    public Actor Owner { get; }

    public IntegrationView Integration { get; }

    public string Token { get; }

    public HttpClient Scim { get; }

    public LookerSandbox Looker => _looker.Sandbox;

    /// <param name="longestRetry">The limit of every back-off; null for the real one.</param>
    /// <param name="services">Applied last, over all other registrations.</param>
    public static async Task<Bridge> StartAsync(
        int waitSeconds = 30,
        IReadOnlyDictionary<string, string?>? settings = null,
        PolicyChange? policies = null,
        SandboxSwitches? switches = null,
        TimeSpan? longestRetry = null,
        Action<IServiceCollection>? services = null)
    {
        var looker = await SandboxHost.StartAsync(
            new SandboxOptions { Url = "http://127.0.0.1:0", Switches = switches ?? new SandboxSwitches() }, CancellationToken.None);
        var all = new Dictionary<string, string?>
        {
            ["Scimify:Looker:AllowInsecureHttp"] = "true",
            ["Scimify:Looker:CallsPerSecond"] = "1000",
            ["Scimify:Looker:TimeoutSeconds"] = "30",
            ["Scimify:Sync:WaitSeconds"] = waitSeconds.ToString(),
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            all[key] = value;
        }

        var app = await ScimifyApp.StartAsync(all, services: registered =>
        {
            if (longestRetry is { } most)
            {
                registered.AddSingleton(new EngineSettings(TimeSpan.FromSeconds(waitSeconds), OwnsDatabase: true) 
                {
                    LongestRetry = most,
                    LongestOutagePause = most,
                });
            }

            services?.Invoke(registered);
        });
        var owner = await app.PersonAsync();
        var integration = await app.Services.GetRequiredService<IntegrationService>().CreateAsync(
            owner,
            new NewIntegration { Name = "Sandbox", BaseUrl = looker.Url.OriginalString, ClientId = "sandbox-client", ClientSecret = "sandbox-secret", Policies = policies },
            CancellationToken.None);
        var token = await app.ScimTokenAsync(owner, integration.Id);
        return new(app, looker, owner, integration, token.Secret);
    }

    public Task<ScimReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<ScimReply> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<ScimReply> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    public Task<ScimReply> PatchAsync(string path, string body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<ScimReply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public async Task<ScimReply> SendAsync(HttpMethod method, string path, string? body, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(method, "/scim/v2" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
        }

        with?.Invoke(request);
        using var response = await Scim.SendAsync(request);
        return await ScimReply.ReadAsync(response);
    }

    /// <summary>Creates a user with one work address, and returns the SCIM ID.</summary>
    public async Task<string> NewUserAsync(string userName, string given = "Grace", string family = "Hopper")
    {
        var reply = await PostAsync("/Users", UserJson(userName, given, family));
        Assert.Equal(201, reply.Status);
        return reply.Id;
    }

    public static string UserJson(string userName, string given = "Grace", string family = "Hopper") => $$"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{userName}}","name":{"givenName":"{{given}}","familyName":"{{family}}"},
         "emails":[{"value":"{{userName}}","type":"work","primary":true}],"active":true}
        """;

    /// <summary>The Looker user with this e-mail credential; null if there is none.</summary>
    internal SandboxUser? LookerUser(string email) => Looker.With(world =>
        world.Users.Values.SingleOrDefault(u => string.Equals(u.Email?.Address, email, StringComparison.OrdinalIgnoreCase)));

    internal SandboxGroup? LookerGroup(string name) => Looker.With(world => world.Groups.Values.SingleOrDefault(g => g.Name == name));

    /// <summary>E-mail addresses of the direct members of a Looker group.</summary>
    public IReadOnlyList<string?> LookerMembers(string group) => Looker.With(world =>
        world.Users.Values.Where(u => u.GroupIds.Contains(world.Groups.Values.Single(g => g.Name == group).Id)).Select(u => u.Email?.Address).Order().ToList());

    /// <summary>The calls after the given sequence number, without logins.</summary>
    public IReadOnlyList<string> CallsSince(long seq) =>
        [.. Looker.Recorder.CallsSince(seq).Where(c => c.Operation is not ("login" or "logout")).Select(c => $"{c.Method} {c.Path}")];

    public long LastCall => Looker.Recorder.Calls is [.., var last] ? last.Seq : 0;

    /// <summary>Waits until nothing is pending.</summary>
    public Task SettledAsync()
    {
        var service = App.Services.GetRequiredService<IntegrationService>();
        return Eventually.ReadAsync(() => service.StatusAsync(Owner, Integration.Id, CancellationToken.None), status => status.Pending == 0);
    }

    /// <summary>Waits until nothing is pending, nothing is under way in Looker, and nothing can take effect late.</summary>
    public async Task SettledForGoodAsync()
    {
        await SettledAsync();
        await Eventually.TrueAsync(() => Looker.Recorder.InFlight == 0);
        await SecondLook.TakeAsync(App, Integration.Key);
        await SettledAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Scim.Dispose();
        await App.DisposeAsync();
        await _looker.DisposeAsync();
    }
}

/// <summary>The answer to a SCIM request.</summary>
public sealed record ScimReply(int Status, JsonObject? Body, string? Sync, string? ETag, string? Location, string? ContentType)
{
    public string Id => (string)Body!["id"]!;

    public string? ScimType => (string?)Body?["scimType"];

    /// <summary>Without the code behind it.</summary>
    public string? Detail => (string?)Body?["detail"] is { } detail ? ErrorText.Split(detail).Words : null;

    /// <summary>The error code; null if there is none.</summary>
    public string? Code => (string?)Body?["detail"] is { } detail ? ErrorText.Split(detail).Code : null;

    public static async Task<ScimReply> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return new(
            (int)response.StatusCode,
            text.Length == 0 ? null : (JsonObject)JsonNode.Parse(text)!,
            response.Headers.TryGetValues("Scimify-Sync", out var sync) ? sync.Single() : null,
            response.Headers.ETag?.ToString(),
            response.Headers.Location?.OriginalString,
            response.Content.Headers.ContentType?.ToString());
    }
}
