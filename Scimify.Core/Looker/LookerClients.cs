using Microsoft.Extensions.Logging;

namespace Scimify.Core.Looker;

/// <summary>The clients of all integrations of this process. Each integration has one, with its own token and limits. Thread-safe.</summary>
public sealed class LookerClients : IAsyncDisposable
{
    private static readonly TimeSpan LogoutTime = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LookerTransport> _transports = [];
    private readonly LookerConnections _connections;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly ILogger<LookerClients> _logger;
    private readonly ILookerCallObserver[] _observers;

    public LookerClients(LookerNetworkPolicy policy, TimeProvider clock, ILogger<LookerClients> logger, IEnumerable<ILookerCallObserver> observers)
        : this(policy, clock, logger, observers, new LookerConnections(TimeProvider.System))
    {
    }

    internal LookerClients(
        LookerNetworkPolicy policy, TimeProvider clock, ILogger<LookerClients> logger, IEnumerable<ILookerCallObserver> observers, LookerConnections connections)
    {
        Policy = policy;
        _connections = connections;
        _http = LookerHttp.Create(policy, connections);
        _clock = clock;
        _logger = logger;
        _observers = [.. observers];
    }

    /// <summary>Which addresses these clients may connect to.</summary>
    public LookerNetworkPolicy Policy { get; }

    /// <summary>The client of the connection's integration. If the connection differs in any way from the integration's last one,
    /// it replaces it, and the old token is no longer used.</summary>
    public LookerClient Get(LookerConnection connection)
    {
        LookerTransport? replaced = null;
        try
        {
            lock (_gate)
            {
                if (_transports.TryGetValue(connection.IntegrationId, out var transport))
                {
                    if (transport.Connection.Equals(connection))
                    {
                        return new LookerClient(transport);
                    }

                    replaced = transport;
                }

                transport = NewTransport(connection);
                _transports[connection.IntegrationId] = transport;
                return new LookerClient(transport);
            }
        }
        finally
        {
            replaced?.Session.Drop();
        }
    }

    /// <summary>A client that shares nothing with the others, for a connection that is not saved yet.</summary>
    public LookerClient Try(LookerConnection connection) => new(NewTransport(connection));

    /// <summary>Drops the integration's token at once. The next call signs in again.</summary>
    public void Invalidate(Guid integrationId)
    {
        lock (_gate)
        {
            if (_transports.Remove(integrationId, out var transport))
            {
                transport.Session.Drop();
            }
        }
    }

    /// <summary>Ends the sessions in Looker, as far as two seconds allow. Tokens expire on their own within an hour.</summary>
    public async ValueTask DisposeAsync()
    {
        LookerTransport[] transports;
        lock (_gate)
        {
            transports = [.. _transports.Values];
            _transports.Clear();
        }

        using var time = new CancellationTokenSource(LogoutTime, _clock);
        await Task.WhenAll(transports.Where(t => t.Session.IsSignedIn).Select(t => LogoutAsync(t, time.Token)));
        foreach (var transport in transports)
        {
            transport.Dispose();
        }

        _http.Dispose();
        _connections.Dispose();
    }

    private LookerTransport NewTransport(LookerConnection connection) => new(connection, _http, _clock, _observers, _logger);

    private async Task LogoutAsync(LookerTransport transport, CancellationToken ct)
    {
        try
        {
            await new LookerClient(transport).LogoutAsync(ct);
        }
        catch (Exception e) when (e is LookerException or OperationCanceledException)
        {
            LookerLog.LogoutFailed(_logger, transport.Connection.IntegrationId, e.Message);
        }
    }
}
