using System.Globalization;
using Scimify.Core.Directory;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Scim;

/// <summary>
/// RFC 9865 paging. In the order of creation, a cursor holds the last key, so that a page neither repeats nor skips anything,
/// whatever happens in between. With a sort, it holds a position.
/// </summary>
public sealed class Cursors(IServerKeyStore keys, TimeProvider clock)
{
    private const string KeyName = "scim-cursor";
    private const int KeyBytes = 32;
    private volatile CursorToken? _token;

    /// <exception cref="ScimException">400 <c>invalidCursor</c> or <c>expiredCursor</c>.</exception>
    public async ValueTask<ListRequest> RequestAsync(ListQuery query, string scope, ServedAs served, CancellationToken ct)
    {
        if (query.Cursor is not { } cursor)
        {
            return new(query.Filter, query.SortBy, query.Descending, query.StartIndex, query.PageSize, null, served);
        }

        var position = cursor.Length == 0
            ? 0
            : long.Parse((await TokenAsync(ct)).Decode(cursor, scope, clock.GetUtcNow()).LastId, CultureInfo.InvariantCulture);
        return query.SortBy is null
            ? new(query.Filter, null, query.Descending, 1, query.PageSize, position, served)
            : new(query.Filter, query.SortBy, query.Descending, (int)Math.Min(position, int.MaxValue - 1) + 1, query.PageSize, null, served);
    }

    /// <returns>Null on the last page, and for paging by index.</returns>
    public async ValueTask<string?> NextAsync<T>(ListQuery query, ListRequest request, ListPage<T> page, string scope, CancellationToken ct)
    {
        if (query.Cursor is null)
        {
            return null;
        }

        var next = query.SortBy is null
            ? page.Next
            : request.StartIndex - 1 + page.Items.Count is var end && page.Items.Count > 0 && end < page.Total ? end : null;
        return next is { } position
            ? (await TokenAsync(ct)).Encode(new CursorPosition(null, position.ToString(CultureInfo.InvariantCulture), clock.GetUtcNow()), scope)
            : null;
    }

    /// <summary>What a cursor is tied to: another integration, filter or sort needs another cursor. Empty without a cursor.</summary>
    public static string Scope(ProvisioningTarget target, string path, ListQuery query) => query.Cursor is null
        ? ""
        : $"{target.IntegrationKey}\n{path}\n{query.Filter}\n{query.SortBy}\n{query.Descending}";

    private async ValueTask<CursorToken> TokenAsync(CancellationToken ct) =>
        _token ??= new CursorToken(await keys.GetOrCreateAsync(KeyName, KeyBytes, ct), Discovery.CursorTimeout);
}
