using System.Buffers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Directory;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Scim;

/// <summary>
/// /Roles: Looker's roles as the last comparison found them, for identity providers that list what somebody can be given. Roles
/// are made in Looker, so nothing writes them here. Like the schemas, they are the same for every token of the integration.
/// </summary>
[Route("scim/v2/Roles")]
[Authorize(Policy = ScimifySchemes.ScimPolicy)]
[TokenScope(TokenScopes.None)]
public sealed class RolesController(IDirectoryStore store, Cursors cursors) : ScimController
{
    private const int BytesOfRole = 512;

    [HttpGet]
    public async Task<IActionResult> List()
    {
        var target = await TargetAsync();
        return await AnswerAsync(target, ParseQuery(ScimResourceTypes.Role, target));
    }

    /// <summary>RFC 7644 section 3.4.3.</summary>
    [HttpPost(".search")]
    public async Task<IActionResult> Search()
    {
        var target = await TargetAsync();
        return await AnswerAsync(target, ListQuery.ParseSearchRequest(await ScimBody.ReadAsync(Request, Aborted), ScimResourceTypes.Role, target.Dialect));
    }

    [AcceptVerbs("GET", "PUT", "PATCH", "DELETE", Route = ".search")]
    public IActionResult SearchOtherwise() => OnlyPost();

    [HttpGet("{id}")]
    public async Task<IActionResult> Get(string id)
    {
        var projection = ParseProjection(ScimResourceTypes.Role);
        var target = await TargetAsync();
        var parsed = ParseId(id, "Role");
        var role = await store.ReadAsync(target.IntegrationKey, reader => reader.ViewRole(target.IntegrationKey, parsed), Aborted)
            ?? throw ScimException.NotFound($"Role {parsed:D} not found.");
        var version = ResourceVersion.Of(role);
        SetResource(ScimResourceTypes.Role, role.Id, version);
        return IsNotModified(version) ? StatusCode(304) : ScimAnswer.Of(200, projection.Apply(ResourceJson.RoleObject(role, BaseUrl)));
    }

    private async Task<IActionResult> AnswerAsync(ProvisioningTarget target, ListQuery query)
    {
        var scope = Cursors.Scope(target, ScimResourceTypes.Role.Endpoint, query);
        var request = await cursors.RequestAsync(query, scope, new(BaseUrl, target.GroupDescription), Aborted);
        var page = await store.ReadAsync(target.IntegrationKey, reader => reader.ListRoles(target.IntegrationKey, request), Aborted);
        var next = await cursors.NextAsync(query, request, page, scope, Aborted);
        var output = new PooledBuffer(BytesOfRole * (page.Items.Count + 1));
        ListHead.Write(output, page.Total, page.Items.Count, query, next);
        for (var i = 0; i < page.Items.Count; i++)
        {
            output.Write(i == 0 ? ""u8 : ","u8);
            ResourceJson.WriteRole(output, page.Items[i], query.Projection, BaseUrl);
        }

        output.Write("]}"u8);
        return ScimAnswer.Of(200, output);
    }
}
