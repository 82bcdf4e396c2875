using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Directory;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Scim;

/// <summary>Groups as answers. Members are read and sent in parts, so that memory does not grow with their number.</summary>
public sealed class GroupAnswers(IDirectoryStore store, Cursors cursors)
{
    private const int MembersAtOnce = 1000;

    internal IActionResult One(int status, GroupView group, ProvisioningTarget target, Projection projection, string baseUrl) =>
        new Streamed(status, (output, ct) => WriteAsync(output, group, target, projection, baseUrl, ct));

    internal async Task<IActionResult> ListAsync(ProvisioningTarget target, ListQuery query, string baseUrl, CancellationToken ct)
    {
        var scope = Cursors.Scope(target, "/Groups", query);
        var request = await cursors.RequestAsync(query, scope, new(baseUrl, target.GroupDescription), ct);
        var page = await store.ReadAsync(target.IntegrationKey, reader => reader.ListGroups(target.IntegrationKey, request), ct);
        var next = await cursors.NextAsync(query, request, page, scope, ct);
        return new Streamed(200, async (output, aborted) =>
        {
            ListHead.Write(output, page.Total, page.Items.Count, query, next);
            for (var i = 0; i < page.Items.Count; i++)
            {
                if (i > 0)
                {
                    output.Write(","u8);
                }

                await WriteAsync(output, page.Items[i], target, query.Projection, baseUrl, aborted);
            }

            output.Write("]}"u8);
        });
    }

    internal async Task WriteAsync(
        PipeWriter output, GroupView group, ProvisioningTarget target, Projection projection, string baseUrl, CancellationToken ct)
    {
        if (projection.IsDefault || projection.LeavesOutOnly("members"))
        {
            output.Write(group.Json.AsSpan(0, group.Json.Length - 1));
            if (projection.IsDefault)
            {
                await WriteMembersAsync(output, target, group.Key, member => ResourceJson.WriteMember(output, member, baseUrl), ct);
            }

            ResourceJson.WriteMeta(output, "Group", "/Groups/", group.Id, group.CreatedAt, group.UpdatedAt, ResourceVersion.Of(group, target, projection), baseUrl);
            output.Write("}"u8);
            return;
        }

        var resource = ScimJson.ToUtf8(projection.Apply(ResourceJson.GroupObject(group, target, projection, baseUrl)));
        output.Write(resource.AsSpan(0, resource.Length - 1));
        if (projection.Includes("members"))
        {
            await WriteMembersAsync(output, target, group.Key, member => WriteParts(output, member, projection, baseUrl), ct);
        }

        output.Write("}"u8);
    }

    /// <summary>Writes the parts of a member that the projection keeps.</summary>
    private static void WriteParts(PipeWriter output, Member member, Projection projection, string baseUrl)
    {
        var alone = projection.Apply(ScimObject.Of(("members", ScimArray.Of(ResourceJson.MemberObject(member, baseUrl)))));
        ResourceJson.Write(output, (ScimObject)alone.GetArray("members")![0]);
    }

    private async Task WriteMembersAsync(PipeWriter output, ProvisioningTarget target, long groupKey, Action<Member> write, CancellationToken ct)
    {
        var first = true;
        long after = 0;
        IReadOnlyList<Member> part;
        do
        {
            var from = after;
            part = await store.ReadAsync(target.IntegrationKey, reader => reader.MembersOf(groupKey, from, MembersAtOnce), ct);
            foreach (var member in part)
            {
                output.Write(first ? ",\"members\":["u8 : ","u8);
                first = false;
                write(member);
            }

            if (part.Count == MembersAtOnce)
            {
                after = part[^1].UserKey;
                await output.FlushAsync(ct);
            }
        }
        while (part.Count == MembersAtOnce);

        if (!first)
        {
            output.Write("]"u8);
        }
    }

    private sealed class Streamed(int status, Func<PipeWriter, CancellationToken, Task> write) : IActionResult
    {
        public async Task ExecuteResultAsync(ActionContext context)
        {
            context.HttpContext.Response.StatusCode = status;
            ScimAnswer.SetType(context.HttpContext);
            await write(context.HttpContext.Response.BodyWriter, context.HttpContext.RequestAborted);
        }
    }
}
