using System.Buffers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Users;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Scim;

/// <summary>/Users (RFC 7644 sections 3.3 to 3.6).</summary>
[Route("scim/v2/Users")]
[Authorize(Policy = ScimifySchemes.ScimPolicy)]
[TokenScope(TokenScopes.Users)]
public sealed class UsersController(UserService users, UserLists lists, IDirectoryStore store) : ScimController
{
    [HttpGet]
    public async Task<IActionResult> List()
    {
        var target = await TargetAsync();
        return ScimAnswer.Of(200, await lists.RunAsync(target, ParseQuery(target.UserType, target), BaseUrl, Aborted));
    }

    /// <summary>RFC 7644 section 3.4.3.</summary>
    [HttpPost(".search")]
    public async Task<IActionResult> Search()
    {
        var target = await TargetAsync();
        var query = ListQuery.ParseSearchRequest(
            await ScimBody.ReadAsync(Request, Aborted), target.UserType, target.Dialect);
        return ScimAnswer.Of(200, await lists.RunAsync(target, query, BaseUrl, Aborted));
    }

    [AcceptVerbs("GET", "PUT", "PATCH", "DELETE", Route = ".search")]
    public IActionResult SearchOtherwise() => OnlyPost();

    [HttpGet("{id}")]
    public async Task<IActionResult> Get(string id)
    {
        var target = await TargetAsync();
        var projection = ParseProjection(target.UserType);
        var parsed = ParseId(id, "User");
        var withGroups = projection.IsDefault || projection.Includes("groups");
        var (user, groups) = await store.ReadAsync(
            target.IntegrationKey,
            reader => reader.ViewUser(target.IntegrationKey, parsed) is { } found
                ? (found, withGroups ? reader.GroupsOf(found.Key) : [])
                : throw UserService.NotFound(parsed),
            Aborted);
        var version = ResourceVersion.Of(user, groups, projection);
        SetResource(ScimResourceTypes.User, user.Id, version);
        return IsNotModified(version) ? StatusCode(304) : Answer(200, user, groups, projection);
    }

    [HttpPost]
    public async Task<IActionResult> Create()
    {
        var request = await NewRequestAsync();
        var projection = ParseProjection(request.Target.UserType);
        var body = await ScimBody.ReadAsync(Request, Aborted, large => LargeBodyScan.RequireResource(large, request.Target.UserType));
        var write = await users.CreateAsync(request, body, Aborted);
        if (await SettleAsync(write.Receipt) is { } accepted)
        {
            return accepted;
        }

        Response.Headers.Location = $"{BaseUrl}/Users/{write.User!.Row.Id:D}";
        return await AnswerAsync(201, write.User, projection.WithSent(body));
    }

    [HttpPut("{id}")]
    public async Task<IActionResult> Replace(string id)
    {
        var request = await NewRequestAsync();
        var projection = ParseProjection(request.Target.UserType);
        var body = await ScimBody.ReadAsync(Request, Aborted, large => LargeBodyScan.RequireResource(large, request.Target.UserType));
        var write = await users.ReplaceAsync(request, ParseId(id, "User"), body, Precondition(), Aborted);
        if (await SettleAsync(write.Receipt) is { } accepted)
        {
            return accepted;
        }

        return await AnswerAsync(200, write.User!, projection.WithSent(body));
    }

    [HttpPatch("{id}")]
    public async Task<IActionResult> Patch(string id)
    {
        var request = await NewRequestAsync();
        var projection = ParseProjection(request.Target.UserType);
        var body = await ScimBody.ReadAsync(Request, Aborted, large => LargeBodyScan.RequirePatch(large, request.Target.UserType));
        var operations = PatchRequest.Parse(body, request.Target.UserType, request.Dialect, request.Tolerances);
        var write = await users.PatchAsync(request, ParseId(id, "User"), operations, Precondition(), Aborted);
        if (await SettleAsync(write.Receipt) is { } accepted)
        {
            return accepted;
        }

        return await AnswerAsync(200, write.User!, projection);
    }

    [HttpDelete("{id}")]
    public async Task<IActionResult> Delete(string id)
    {
        var write = await users.DeleteAsync(await NewRequestAsync(), ParseId(id, "User"), Precondition(), Aborted);
        return await SettleAsync(write.Receipt) ?? NoContent();
    }

    private async Task<IActionResult> AnswerAsync(int status, StoredUser written, Projection projection)
    {
        IReadOnlyList<GroupReference> groups = projection.IsDefault || projection.Includes("groups")
            ? await store.ReadAsync(Token.IntegrationKey, reader => reader.GroupsOf(written.Row.Key), Aborted)
            : [];
        return Answer(status, UserView.Of(written), groups, projection);
    }

    private ScimAnswer Answer(int status, UserView user, IReadOnlyList<GroupReference> groups, Projection projection)
    {
        SetResource(ScimResourceTypes.User, user.Id, ResourceVersion.Of(user, groups, projection));
        var output = new ArrayBufferWriter<byte>(user.Json.Length + 512);
        ResourceJson.WriteUser(output, user, groups, projection, BaseUrl);
        return ScimAnswer.Of(status, output);
    }
}
