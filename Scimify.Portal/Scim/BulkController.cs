using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Requests;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Scim;

/// <summary>POST /Bulk (RFC 7644 section 3.7). Commits everything first, then waits for Looker once for all of it.</summary>
[Route("scim/v2/Bulk")]
[Authorize(Policy = ScimifySchemes.ScimPolicy)]
[TokenScope(TokenScopes.None)]
public sealed class BulkController(UserService users, GroupService groups, SyncSettler settler, IDirectoryStore store) : ScimController
{
    /// <summary>From the strongest to the weakest (docs/contracts.md, "SCIM response headers").</summary>
    private static readonly SyncState[] Strength =
        [SyncState.Applied, SyncState.Planned, SyncState.Unforwardable, SyncState.Pending, SyncState.Held];

    [HttpPost]
    public async Task<IActionResult> Run()
    {
        var request = await NewRequestAsync();
        var bulk = BulkMessage.Parse(await ScimBody.ReadAsync(Request, Aborted, LargeBodyScan.RequireBulk), request.Dialect, request.Tolerances);
        var run = new BulkRun(bulk, Clock);
        foreach (var operation in bulk.ExecutionOrder())
        {
            if (bulk.FailOnErrors is { } most && run.Errors >= most)
            {
                break;
            }

            await AttemptAsync(run, operation, request.Target);
        }

        LargeBodies.Leave(HttpContext);
        var states = await Task.WhenAll(run.Done.Select(done => SettleAsync(run, done)));
        if (states.Length > 0)
        {
            SetSync(states.MaxBy(state => Array.IndexOf(Strength, state)));
        }

        IgnoredMembers.Tell(Response, [.. run.Kept.SelectMany(done => done.UnknownMembers).Distinct(StringComparer.OrdinalIgnoreCase)]);
        return ScimAnswer.Of(200, BulkMessage.Response(run.Results));
    }

    private async Task AttemptAsync(BulkRun run, BulkOperation operation, ProvisioningTarget target)
    {
        var isFirst = run.Errors + run.Done.Count == 0;
        var request = NewRequest(target, isFirst ? RequestId.Of(HttpContext) : Guid.CreateVersion7(Clock.GetUtcNow()), operation.Method, run.GuardBasis);
        try
        {
            run.Succeeded(operation, await ExecuteAsync(run, operation, request));
        }
        catch (ScimException e)
        {
            run.Failed(operation, e, operation.ResourceId is null ? null : Location(operation));
            var id = Guid.TryParse(operation.ResourceId, out var parsed) ? parsed : (Guid?)null;
            await store.LogRefusalAsync(request, TypeOf(operation)?.Name, id, e, Aborted);
        }
        catch (UnavailableException e) when (!isFirst)
        {
            // What is done stays done, so the answer has to tell it. Nothing can be logged now.
            run.Failed(operation, new ScimException(StatusCodes.Status503ServiceUnavailable, null, e.Code, e.Message), operation.ResourceId is null ? null : Location(operation));
        }
    }

    private async Task<BulkDone> ExecuteAsync(BulkRun run, BulkOperation operation, ScimRequest request)
    {
        var data = operation.Data is null ? null : BulkReferences.Resolve(operation.Data, run.IdOf);
        var type = TypeOf(operation) ?? throw Unwritable(operation);
        var isUser = type == ScimResourceTypes.User;
        ScimScopeFilter.Require(Token.Scopes, isUser ? TokenScopes.Users : TokenScopes.Groups);
        if (operation.Method == "POST")
        {
            var newId = run.NewId(operation);
            return isUser
                ? BulkDone.Of(operation, 201, await users.CreateAsync(request, data!, Aborted, newId), BaseUrl)
                : BulkDone.Of(operation, 201, await groups.CreateAsync(request, data!, Aborted, newId), BaseUrl);
        }

        var id = ParseId(BulkReferences.Resolve(operation.ResourceId!, run.IdOf), type.Name);
        var condition = Precondition(operation.Version);
        return (operation.Method, isUser) switch
        {
            ("PUT", true) => BulkDone.Of(operation, 200, await users.ReplaceAsync(request, id, data!, condition, Aborted), BaseUrl),
            ("PUT", false) => BulkDone.Of(operation, 200, await groups.ReplaceAsync(request, id, data!, condition, Aborted), BaseUrl),
            ("PATCH", true) => BulkDone.Of(operation, 200, await users.PatchAsync(request, id, Patch(data!, request.Target.UserType, request), condition, Aborted), BaseUrl),
            ("PATCH", false) => BulkDone.Of(operation, 200, await groups.PatchAsync(request, id, Patch(data!, ScimResourceTypes.Group, request), condition, Aborted), BaseUrl),
            (_, true) => BulkDone.Of(operation, 204, await users.DeleteAsync(request, id, condition, Aborted), $"{BaseUrl}/Users/{id:D}"),
            _ => BulkDone.Of(operation, 204, await groups.DeleteAsync(request, id, condition, Aborted), $"{BaseUrl}/Groups/{id:D}"),
        };
    }

    private async Task<SyncState> SettleAsync(BulkRun run, BulkDone done)
    {
        try
        {
            return await settler.SettleAsync(done.Receipt, Aborted);
        }
        catch (ScimException e)
        {
            run.TakenBack(done, e);
            return SyncState.Applied;
        }
    }

    private static ScimResourceType? TypeOf(BulkOperation operation) => ScimResourceTypes.Writable.FirstOrDefault(type => IsAt(type, operation));

    private static ScimException Unwritable(BulkOperation operation) => ScimResourceTypes.All.Any(type => IsAt(type, operation))
        ? ScimException.MethodNotAllowed($"{Clipped(operation.Path)} does not support {operation.Method}.")
        : ScimException.NotFound($"There is no resource type at {Clipped(operation.Path)}.");

    private static bool IsAt(ScimResourceType type, BulkOperation operation) => type.Endpoint.Equals(operation.Endpoint, StringComparison.OrdinalIgnoreCase);

    private string Location(BulkOperation operation) => $"{BaseUrl}{TypeOf(operation)?.Endpoint ?? operation.Endpoint}/{operation.ResourceId}";

    private static IReadOnlyList<PatchOperation> Patch(ScimObject data, ScimResourceType type, ScimRequest request) =>
        PatchRequest.Parse(data, type, request.Dialect, request.Tolerances);
}
