using System.Buffers;
using Scimify.Core.Directory;
using Scimify.Core.Scim.Querying;

namespace Scimify.Portal.Scim;

/// <summary>A page of users as a ListResponse.</summary>
public sealed class UserLists(IDirectoryStore store, Cursors cursors)
{
    internal async Task<PooledBuffer> RunAsync(ProvisioningTarget target, ListQuery query, string baseUrl, CancellationToken ct)
    {
        var scope = Cursors.Scope(target, "/Users", query);
        var request = await cursors.RequestAsync(query, scope, new(baseUrl, target.GroupDescription), ct);
        var (page, groups) = await store.ReadAsync(
            target.IntegrationKey,
            reader =>
            {
                var found = reader.ListUsers(target.IntegrationKey, request);
                return (found, query.Projection.IsDefault || query.Projection.Includes("groups") ? GroupsOf(reader, found.Items) : null);
            },
            ct);
        var output = new PooledBuffer(1024 + (page.Items.Count * 1500));
        var next = await cursors.NextAsync(query, request, page, scope, ct);
        ListHead.Write(output, page.Total, page.Items.Count, query, next);
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            var user = page.Items[i];
            ResourceJson.WriteUser(output, user, groups?.Invoke(user.Key) ?? [], query.Projection, baseUrl);
        }

        output.Write("]}"u8);
        return output;
    }

    /// <returns>Each user's groups, by the user's key.</returns>
    private static Func<long, IEnumerable<GroupReference>>? GroupsOf(IDirectoryReader reader, IReadOnlyList<UserView> users)
    {
        switch (users)
        {
            case []:
                return null;
            case [var one]:
                var theirs = reader.GroupsOf(one.Key);
                return _ => theirs;
            default:
                var all = reader.GroupsOf([.. users.Select(user => user.Key)]);
                return key => all[key];
        }
    }
}
