using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Tests.Endpoints.Api;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.AsCode;

/// <summary>A server, a folder for files, and the verbs as a pipeline runs them: with a token in the environment.</summary>
internal sealed class AsCodeBench : IAsyncDisposable
{
    public const string SecretOfLooker = "canary-looker-secret";
    public const string SecretOfProvider = "canary-provider-secret";

    private readonly TempFolder _folder = new();
    private readonly bool _ownsApp;
    private readonly Dictionary<PortalRole, string> _tokens = [];

    private AsCodeBench(ScimifyApp app, Actor owner, string token, bool ownsApp)
    {
        (App, Owner, _ownsApp) = (app, owner, ownsApp);
        _tokens[PortalRole.Owner] = token;
        Api = new ApiClient(app.NewClient(apiKey: token));
    }

    public ScimifyApp App { get; }

    public Actor Owner { get; }

    /// <summary>The REST API as the owner, for changes by hand.</summary>
    public ApiClient Api { get; }

    /// <summary>Variables of the environment, besides the token.</summary>
    public Dictionary<string, string?> Variables { get; } = new()
    {
        ["INTEGRATIONS_PRODUCTION_SECRET"] = SecretOfLooker,
        ["INTEGRATIONS_SANDBOX_SECRET"] = SecretOfLooker,
        ["PROVIDERS_OKTA_SECRET"] = SecretOfProvider,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A server with an owner and nothing else.</summary>
    /// <param name="app">Null for a new one.</param>
    /// <param name="owner">Somebody of <paramref name="app"/>.</param>
    public static async Task<AsCodeBench> StartAsync(ScimifyApp? app = null, Actor? owner = null)
    {
        var server = app ?? await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:Looker:AllowInsecureHttp"] = "true" });
        var person = owner ?? await server.PersonAsync(email: "owner@example.com");
        return new AsCodeBench(server, person, await server.PersonalAccessTokenAsync(person), ownsApp: app is null);
    }

    public string File(string name = "scimify.yaml") => Path.Combine(_folder.Path, name);

    public Task WriteAsync(string yaml, string name = "scimify.yaml") => System.IO.File.WriteAllTextAsync(File(name), yaml, Ct);

    public async Task<string> TokenAsync(PortalRole role, PersonalTokenScope scope = PersonalTokenScope.All)
    {
        if (scope != PersonalTokenScope.All)
        {
            return await App.PersonalAccessTokenAsync(await App.PersonAsync(role), scope: scope);
        }

        if (!_tokens.TryGetValue(role, out var token))
        {
            _tokens[role] = token = await App.PersonalAccessTokenAsync(await App.PersonAsync(role, email: $"as-code-{role}@example.com"));
        }

        return token;
    }

    public Task<VerbResult> PlanAsync(params string[] more) => RunAsync(["plan", "--file", File(), .. more]);

    /// <summary>Agrees beforehand.</summary>
    public Task<VerbResult> ApplyAsync(params string[] more) => RunAsync(["apply", "--file", File(), "--yes", .. more]);

    public Task<VerbResult> ExportAsync(params string[] more) => RunAsync(["export", "config", "--file", File(), "--force", .. more]);

    /// <param name="arguments">Without the server.</param>
    /// <param name="token">Null for that of the owner; empty for none.</param>
    /// <param name="person">Who answers questions.</param>
    /// <param name="ct">Null for the end of the test.</param>
    /// <param name="server">Null for that of the bench.</param>
    public Task<VerbResult> RunAsync(string[] arguments, string? token = null, TextReader? person = null, CancellationToken? ct = null, string? server = null) => VerbRun.RunAsync(
        new Dictionary<string, string?>(),
        [.. arguments, "--server", server ?? App.BaseAddress.OriginalString],
        variable: name => name == "SCIMIFY_TOKEN" ? token ?? _tokens[PortalRole.Owner] : Variables.GetValueOrDefault(name),
        person: person,
        ct: ct ?? Ct);

    /// <summary>The UUID of an object of a list, by a member.</summary>
    public async Task<string> UuidAsync(string list, string member, string value) => (await Api.GetAsync(list)).Items
        .Single(item => item.GetProperty(member).GetString() == value).GetProperty("uuid").GetString()!;

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (_ownsApp)
        {
            await App.DisposeAsync();
        }

        _folder.Dispose();
    }
}

/// <summary>Somebody who does something before they answer.</summary>
internal sealed class BusyReader(string answer, Func<Task> before) : TextReader
{
    public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        await before();
        return answer;
    }
}
