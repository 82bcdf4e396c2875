using System.Buffers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Directory;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Scim;

/// <summary>
/// Searches at the root, with GET (RFC 7644 section 3.4.2.1) or with POST to /.search (section 3.4.3). Users and groups are in
/// one list, users first, as far as the token's scopes allow.
/// </summary>
[Route("scim/v2")]
[Authorize(Policy = ScimifySchemes.ScimPolicy)]
[TokenScope(TokenScopes.None)]
public sealed class SearchController(IDirectoryStore store, GroupAnswers groupAnswers) : ScimController
{
    [HttpGet]
    public async Task<IActionResult> List()
    {
        var target = await TargetAsync();
        return await AnswerAsync(
            target,
            ParseQuery(target.UserType, target, UnknownAttributes.TakeAsAbsent),
            ParseQuery(ScimResourceTypes.Group, target, UnknownAttributes.TakeAsAbsent));
    }

    [HttpPost(".search")]
    public async Task<IActionResult> Search()
    {
        var target = await TargetAsync();
        var body = await ScimBody.ReadAsync(Request, Aborted);
        var dialect = target.Dialect;
        return await AnswerAsync(
            target,
            ListQuery.ParseSearchRequest(body, target.UserType, dialect, unknown: UnknownAttributes.TakeAsAbsent),
            ListQuery.ParseSearchRequest(body, ScimResourceTypes.Group, dialect, unknown: UnknownAttributes.TakeAsAbsent));
    }

    [AcceptVerbs("GET", "PUT", "PATCH", "DELETE", Route = ".search")]
    public IActionResult SearchOtherwise() => OnlyPost();

    private async Task<IActionResult> AnswerAsync(ProvisioningTarget target, ListQuery users, ListQuery groups)
    {
        if (users.Cursor is not null)
        {
            throw ScimException.InvalidCursor("A search over several resource types is paged by startIndex. To use a cursor, search /Users or /Groups.");
        }

        if (users.SortBy is not null || groups.SortBy is not null)
        {
            throw ScimException.InvalidValue("A search over several resource types cannot be sorted. Search /Users or /Groups instead.");
        }

        var (userPage, groupPage) = await store.ReadAsync(target.IntegrationKey, reader => Page(reader, target.IntegrationKey, users, groups, Token.Scopes, new(BaseUrl, target.GroupDescription)), Aborted);
        ScimAnswer.SetType(HttpContext);
        var output = Response.BodyWriter;
        ListHead.Write(output, userPage.Total + groupPage.Total, userPage.Items.Count + groupPage.Items.Count, users, null);
        var first = true;
        foreach (var user in userPage.Items)
        {
            output.Write(first ? ""u8 : ","u8);
            first = false;
            var references = users.Projection.Includes("groups") ? await store.ReadAsync(target.IntegrationKey, reader => reader.GroupsOf(user.Key), Aborted) : [];
            ResourceJson.WriteUser(output, user, references, users.Projection, BaseUrl);
        }

        foreach (var group in groupPage.Items)
        {
            output.Write(first ? ""u8 : ","u8);
            first = false;
            await groupAnswers.WriteAsync(output, group, target, groups.Projection, BaseUrl, Aborted);
        }

        output.Write("]}"u8);
        return new EmptyResult();
    }

    private static (ListPage<UserView> Users, ListPage<GroupView> Groups) Page(
        IDirectoryReader reader, int integrationKey, ListQuery users, ListQuery groups, TokenScopes scopes, ServedAs served)
    {
        var userPage = scopes.Reaches(TokenScopes.Users)
            ? reader.ListUsers(integrationKey, new(users.Filter, null, false, users.StartIndex, users.PageSize, null, served))
            : new([], 0, null);
        if (!scopes.Reaches(TokenScopes.Groups))
        {
            return (userPage, new([], 0, null));
        }

        // Groups come after the last user. A page that ended early may lack some.
        var isEnd = users.StartIndex - 1 + userPage.Items.Count >= userPage.Total;
        var left = isEnd ? users.PageSize - userPage.Items.Count : 0;
        var startInGroups = (int)Math.Max(1, users.StartIndex - userPage.Total);
        return (userPage, reader.ListGroups(integrationKey, new(groups.Filter, null, false, startInGroups, left, null, served)));
    }
}
