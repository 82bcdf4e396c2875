using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;
using Scimify.Tests.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>The real server with two organizations, a client for each role in the first, and one for the other's owner.</summary>
public sealed class ApiWorld : IAsyncLifetime
{
    private readonly Dictionary<(PortalRole Role, PersonalTokenScope Scope), ApiClient> _clients = [];
    private ScimifyApp? _app;
    private ApiClient? _stranger;

    internal ScimifyApp App => _app!;

    internal Actor OwnerActor { get; private set; } = null!;

    internal ApiClient Owner => As(PortalRole.Owner);

    internal ApiClient Stranger => _stranger!;

    internal ApiClient As(PortalRole role, PersonalTokenScope scope = PersonalTokenScope.All) => _clients[(role, scope)];

    /// <summary>Personal access tokens that no longer work: expired, revoked, or of a locked person.</summary>
    internal IReadOnlyList<string> DeadKeys { get; private set; } = [];

    /// <param name="address">One of this machine's addresses, such as 127.0.1.7.</param>
    /// <param name="authorization">The complete header; null for none.</param>
    internal ApiClient From(IPAddress address, string? authorization)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(context.DnsEndPoint, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = App.BaseAddress };
        if (authorization is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        return new ApiClient(client);
    }

    /// <summary>Creates an integration in the first organization, with a name of its own.</summary>
    /// <param name="mode">If paused, seeded data stay as they are, because no engine works on them.</param>
    internal Task<IntegrationView> IntegrationAsync(string? name = null, IntegrationMode mode = IntegrationMode.Live) => App.Services.GetRequiredService<IntegrationService>().CreateAsync(
        OwnerActor, IntegrationWorld.Production with { Name = name ?? $"Integration {Guid.NewGuid():N}", Mode = mode }, CancellationToken.None);

    internal Task WriteAsync(Action<WriteSession> work) => App.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(work, CancellationToken.None);

    public async ValueTask InitializeAsync()
    {
        _app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:Looker:AllowInsecureHttp"] = "true" });
        foreach (var role in Enum.GetValues<PortalRole>())
        {
            var person = await _app.PersonAsync(role, organization: "Acme");
            foreach (var scope in Enum.GetValues<PersonalTokenScope>())
            {
                _clients[(role, scope)] = new ApiClient(_app.NewClient(apiKey: await _app.PersonalAccessTokenAsync(person, scope: scope)));
            }

            if (role == PortalRole.Owner)
            {
                OwnerActor = person;
            }
        }

        DeadKeys = [await ExpiredAsync(), await RevokedAsync(), await LockedAsync()];
        var stranger = await _app.PersonAsync(PortalRole.Owner, organization: "Strangers");
        _stranger = new ApiClient(_app.NewClient(apiKey: await _app.PersonalAccessTokenAsync(stranger)));
    }

    private async Task<string> ExpiredAsync()
    {
        var key = await App.PersonalAccessTokenAsync(OwnerActor, TimeProvider.System.GetUtcNow().AddDays(1));
        var past = TimeProvider.System.GetUtcNow().AddDays(-1).ToUnixTimeMilliseconds();
        await WriteAsync(session => session.Execute("UPDATE personal_access_tokens SET expires_at = @p0 WHERE expires_at IS NOT NULL", past));
        return key;
    }

    private async Task<string> RevokedAsync()
    {
        var tokens = App.Services.GetRequiredService<PersonalAccessTokenService>();
        var issued = await tokens.CreateAsync(App.Fresh(OwnerActor), new NewPersonalAccessToken("Revoked", null), CancellationToken.None);
        await tokens.RevokeAsync(OwnerActor, issued.Id, CancellationToken.None);
        return issued.Secret;
    }

    private async Task<string> LockedAsync()
    {
        var person = await App.PersonAsync(PortalRole.Operator, organization: "Acme");
        var key = await App.PersonalAccessTokenAsync(person);
        await App.Services.GetRequiredService<PeopleService>().LockAsync(OwnerActor, person.Id!.Value, CancellationToken.None);
        return key;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        _stranger?.Dispose();
        await App.DisposeAsync();
    }
}
