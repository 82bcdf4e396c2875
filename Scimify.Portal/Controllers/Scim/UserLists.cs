using System.Buffers;
using Scimify.Core.Directory;
using Scimify.Core.Scim;

namespace Scimify.Portal.Controllers.Scim;

/// <summary>A page of users as a ListResponse.</summary>
public sealed class UserLists(IDirectoryStore store, Cursors cursors)
{
    public async Task<ArrayBufferWriter<byte>> RunAsync(ProvisioningTarget target, ListQuery query, string baseUrl, CancellationToken ct)
    {
        var scope = Cursors.Scope(target, "/Users", query);
        var request = await cursors.RequestAsync(query, scope, new(baseUrl, target.GroupDescription), ct);
        var (page, groups) = await store.ReadAsync(
            reader =>
            {
                var found = reader.ListUsers(target.IntegrationKey, request);
                return (found, found.Items.Count > 0 && (query.Projection.IsDefault || query.Projection.Includes("groups"))
                    ? reader.GroupsOf([.. found.Items.Select(user => user.Key)])
                    : null);
            },
            ct);
        var output = new ArrayBufferWriter<byte>(1024 + (page.Items.Count * 1500));
        var next = await cursors.NextAsync(query, request, page, scope, ct);
        ListHead.Write(output, page.Total, page.Items.Count, query, next);
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            var user = page.Items[i];
            ResourceJson.WriteUser(output, user, groups?[user.Key] ?? [], query.Projection, baseUrl);
        }

        output.Write("]}"u8);
        return output;
    }
}
