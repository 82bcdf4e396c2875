using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scimify.Core.Looker;

/// <summary>Looker API 4.0 for one integration. Thread-safe; instances are cheap views of the shared session and limits.
/// Every method throws a <see cref="LookerException"/> that says what the caller must do. If a write is cancelled while it is
/// under way, it may have happened.</summary>
public sealed partial class LookerClient
{
    /// <summary>Rows per page of bulk reads.</summary>
    public const int PageSize = 500;

    /// <summary>Looker documents no largest page size. A page shorter than this must be the last.</summary>
    private const int SurelyLastPage = 100;

    private readonly LookerTransport _transport;
    private readonly LookerClientView _view;

    internal LookerClient(LookerTransport transport, LookerClientView? view = null)
    {
        _transport = transport;
        _view = view ?? LookerClientView.Plain;
    }

    public LookerConnection Connection => _transport.Connection;

    /// <summary>The same client, but its calls go before all others. For taking access away.</summary>
    public LookerClient Urgent => new(_transport, _view with { Lane = LookerLane.Removal });

    /// <summary>The same client, but its calls wait behind all others. For comparisons and repairs.</summary>
    public LookerClient InBackground => new(_transport, _view with { Lane = LookerLane.Background });

    /// <summary>The same client for a caller that tries again what was not answered: its calls wait only several times as long
    /// as Looker usually takes for them.</summary>
    public LookerClient Repeated => new(_transport, _view with { IsRepeated = true });

    /// <summary>The same client, but this observer hears of its calls too. For the log of one request.
    /// Only the general observers hear of a login that a call waits for.</summary>
    public LookerClient ObservedBy(ILookerCallObserver observer) => new(_transport, _view with { Observer = observer });

    /// <summary>The same client, but its calls are sent only while the permit holds. Later ones throw <see cref="LookerNotSentException"/>.</summary>
    public LookerClient Under(ILookerPermit permit) => new(_transport, _view with { Permit = permit });

    /// <summary>Ends the session in Looker, if there is one. Later calls sign in again.</summary>
    public async Task LogoutAsync(CancellationToken ct)
    {
        if (_transport.Session.IsSignedIn)
        {
            await SendAsync(new LookerRequest(LookerOperations.Logout), ct);
            _transport.Session.Drop();
        }
    }

    public Task<LookerVersions> GetVersionsAsync(CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.Versions), LookerVersions.Read, ct);

    private Task<T> SendAsync<T>(LookerRequest request, Func<JsonElement, T> read, CancellationToken ct) =>
        _transport.SendAsync(request, (json, _) => read(json), _view, ct);

    private Task<bool> SendAsync(LookerRequest request, CancellationToken ct) =>
        _transport.SendAsync(request, (_, _) => true, _view, ct);

    private Task<List<T>> ListAsync<T>(LookerRequest request, Func<JsonElement, T> read, CancellationToken ct) =>
        SendAsync(request, json => json.List(read), ct);

    /// <summary>Reads all pages in the order of IDs. A row that moved between two pages is returned once. Stops when Looker's
    /// own total is reached or, if it gives none, at a page so short that no unknown limit can have cut it.</summary>
    private async IAsyncEnumerable<IReadOnlyList<T>> PagesAsync<T>(Func<LookerRequest> request, Func<JsonElement, T> read, Func<T, string> id,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var seen = new HashSet<string>();
        for (var offset = 0; ;)
        {
            var page = request().With("limit", $"{PageSize}").With("offset", $"{offset}").With("sorts", "id");
            var (rows, total) = await _transport.SendAsync(page, (json, count) => (json.List(read), count), _view, ct);
            offset += rows.Count;
            var fresh = rows.FindAll(row => seen.Add(id(row)));
            if (fresh.Count > 0)
            {
                yield return fresh;
            }

            if (rows.Count == 0 || offset >= total || (total is null && rows.Count < SurelyLastPage))
            {
                yield break;
            }
        }
    }

    private static JsonArray IdArray(IEnumerable<string> ids) => [.. ids.Select(id => (JsonNode)id)];

    private static async Task<T?> OrNull<T>(Task<T> call)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (LookerNotFoundException)
        {
            return null;
        }
    }
}
