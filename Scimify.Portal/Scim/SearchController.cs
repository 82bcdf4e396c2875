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
/// Searches at the root, with GET (RFC 7644 section 3.4.2.1) or with POST to /.search (section 3.4.3). Users, groups and roles
/// are in one list, in this order, as far as the token's scopes allow.
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
            ParseQuery(ScimResourceTypes.Group, target, UnknownAttributes.TakeAsAbsent),
            ParseQuery(ScimResourceTypes.Role, target, UnknownAttributes.TakeAsAbsent));
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
            ListQuery.ParseSearchRequest(body, ScimResourceTypes.Group, dialect, unknown: UnknownAttributes.TakeAsAbsent),
            ListQuery.ParseSearchRequest(body, ScimResourceTypes.Role, dialect, unknown: UnknownAttributes.TakeAsAbsent));
    }

    [AcceptVerbs("GET", "PUT", "PATCH", "DELETE", Route = ".search")]
    public IActionResult SearchOtherwise() => OnlyPost();

    private async Task<IActionResult> AnswerAsync(ProvisioningTarget target, ListQuery users, ListQuery groups, ListQuery roles)
    {
        if (users.Cursor is not null)
        {
            throw ScimException.InvalidCursor("A search over several resource types is paged by startIndex. To use a cursor, search /Users, /Groups or /Roles.");
        }

        if (users.SortBy is not null || groups.SortBy is not null)
        {
            throw ScimException.InvalidValue("A search over several resource types cannot be sorted. Search /Users, /Groups or /Roles instead.");
        }

        var served = new ServedAs(BaseUrl, target.GroupDescription);
        var (userPage, groupPage, rolePage) = await store.ReadAsync(
            target.IntegrationKey, reader => Page(reader, target.IntegrationKey, users, groups, roles, Token.Scopes, served), Aborted);
        ScimAnswer.SetType(HttpContext);
        var output = Response.BodyWriter;
        ListHead.Write(output, userPage.Total + groupPage.Total + rolePage.Total, userPage.Items.Count + groupPage.Items.Count + rolePage.Items.Count, users, null);
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

        foreach (var role in rolePage.Items)
        {
            output.Write(first ? ""u8 : ","u8);
            first = false;
            ResourceJson.WriteRole(output, role, roles.Projection, BaseUrl);
        }

        output.Write("]}"u8);
        return new EmptyResult();
    }

    private static (ListPage<UserView> Users, ListPage<GroupView> Groups, ListPage<RoleView> Roles) Page(
        IDirectoryReader reader, int integrationKey, ListQuery users, ListQuery groups, ListQuery roles, TokenScopes scopes, ServedAs served)
    {
        var userPage = scopes.Reaches(TokenScopes.Users)
            ? reader.ListUsers(integrationKey, After(users, 0, 0, served))
            : new([], 0, null);
        var groupPage = scopes.Reaches(TokenScopes.Groups)
            ? reader.ListGroups(integrationKey, After(groups, userPage.Total, userPage.Items.Count, served))
            : new([], 0, null);
        return (userPage, groupPage, reader.ListRoles(
            integrationKey, After(roles, userPage.Total + groupPage.Total, userPage.Items.Count + groupPage.Items.Count, served)));
    }

    /// <summary>What the page has of a type that comes after others in the list. If the page ended early among those, it has none.</summary>
    /// <param name="query">The whole list's.</param>
    /// <param name="total">How many resources come before.</param>
    /// <param name="items">How many of them are in the page.</param>
    /// <param name="served">For filters by what only answers have.</param>
    private static ListRequest After(ListQuery query, long total, int items, ServedAs served)
    {
        var isEnd = query.StartIndex - 1 + items >= total;
        return new(query.Filter, null, false, (int)Math.Max(1, query.StartIndex - total), isEnd ? query.PageSize - items : 0, null, served);
    }
}
