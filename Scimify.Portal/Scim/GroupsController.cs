using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Scim;

/// <summary>/Groups (RFC 7644 sections 3.3 to 3.6). A PATCH answers 204: nobody wants 10,000 members back for one.</summary>
[Route("scim/v2/Groups")]
[Authorize(Policy = ScimifySchemes.ScimPolicy)]
[TokenScope(TokenScopes.Groups)]
public sealed class GroupsController(GroupService groups, GroupAnswers answers, IDirectoryStore store) : ScimController
{
    [HttpGet]
    public async Task<IActionResult> List()
    {
        var target = await TargetAsync();
        return await answers.ListAsync(target, ParseQuery(ScimResourceTypes.Group, target), BaseUrl, Aborted);
    }

    /// <summary>RFC 7644 section 3.4.3.</summary>
    [HttpPost(".search")]
    public async Task<IActionResult> Search()
    {
        var target = await TargetAsync();
        var query = ListQuery.ParseSearchRequest(
            await ScimBody.ReadAsync(Request, Aborted), ScimResourceTypes.Group, target.Dialect);
        return await answers.ListAsync(target, query, BaseUrl, Aborted);
    }

    [AcceptVerbs("GET", "PUT", "PATCH", "DELETE", Route = ".search")]
    public IActionResult SearchOtherwise() => OnlyPost();

    [HttpGet("{id}")]
    public async Task<IActionResult> Get(string id)
    {
        var projection = ParseProjection(ScimResourceTypes.Group);
        var target = await TargetAsync();
        var parsed = ParseId(id, "Group");
        var group = await store.ReadAsync(target.IntegrationKey, reader => reader.ViewGroup(target.IntegrationKey, parsed), Aborted) ?? throw GroupService.NotFound(parsed);
        var version = ResourceVersion.Of(group, target, projection);
        SetResource(ScimResourceTypes.Group, group.Id, version);
        return IsNotModified(version) ? StatusCode(304) : answers.One(200, group, target, projection, BaseUrl);
    }

    [HttpPost]
    public async Task<IActionResult> Create()
    {
        var request = await NewRequestAsync();
        var projection = ParseProjection(ScimResourceTypes.Group);
        var write = await groups.CreateAsync(request, await ScimBody.ReadAsync(Request, Aborted), Aborted);
        var accepted = await SettleAsync(write.Receipt);
        IgnoredMembers.Tell(Response, write.UnknownMembers);
        if (accepted is not null)
        {
            return accepted;
        }

        Response.Headers.Location = $"{BaseUrl}/Groups/{write.Group!.Row.Id:D}";
        return Answer(201, write.Group, request.Target, projection);
    }

    [HttpPut("{id}")]
    public async Task<IActionResult> Replace(string id)
    {
        var request = await NewRequestAsync();
        var projection = ParseProjection(ScimResourceTypes.Group);
        var body = await ScimBody.ReadAsync(Request, Aborted);
        var write = await groups.ReplaceAsync(request, ParseId(id, "Group"), body, Precondition(), Aborted);
        var accepted = await SettleAsync(write.Receipt);
        IgnoredMembers.Tell(Response, write.UnknownMembers);
        if (accepted is not null)
        {
            return accepted;
        }

        return Answer(200, write.Group!, request.Target, projection);
    }

    [HttpPatch("{id}")]
    public async Task<IActionResult> Patch(string id)
    {
        var request = await NewRequestAsync();
        var projection = ParseProjection(ScimResourceTypes.Group);
        var body = await ScimBody.ReadAsync(Request, Aborted, large => LargeBodyScan.RequirePatch(large, null));
        var operations = PatchRequest.Parse(body, ScimResourceTypes.Group, request.Dialect, request.Tolerances);
        var write = await groups.PatchAsync(request, ParseId(id, "Group"), operations, Precondition(), Aborted);
        var accepted = await SettleAsync(write.Receipt);
        IgnoredMembers.Tell(Response, write.UnknownMembers);
        if (accepted is not null)
        {
            return accepted;
        }

        var answer = Answer(200, write.Group!, request.Target, projection);
        return projection.IsDefault ? NoContent() : answer;
    }

    [HttpDelete("{id}")]
    public async Task<IActionResult> Delete(string id)
    {
        var write = await groups.DeleteAsync(await NewRequestAsync(), ParseId(id, "Group"), Precondition(), Aborted);
        return await SettleAsync(write.Receipt) ?? NoContent();
    }

    private IActionResult Answer(int status, StoredGroup written, ProvisioningTarget target, Projection projection)
    {
        var group = GroupView.Of(written);
        SetResource(ScimResourceTypes.Group, group.Id, ResourceVersion.Of(group, target, projection));
        return answers.One(status, group, target, projection, BaseUrl);
    }
}
