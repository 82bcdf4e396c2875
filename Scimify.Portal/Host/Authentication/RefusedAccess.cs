using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Host.Authentication;

/// <summary>
/// Notes in the audit log what a person, or a program with their token, asked for without the permission: by a request, or in an open
/// page. The same person is noted at the same route once in ten minutes, so that nobody can fill the log.
/// </summary>
public sealed partial class RefusedAccess(ActorAccessor actors, ScimifyDatabase database, TimeProvider clock, ILogger<RefusedAccess> logger) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _answer = new();
    private readonly OnceInAWhile<(Guid Person, string Route)> _noted = new(clock);

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden)
        {
            await NoteAsync(context);
        }

        await _answer.HandleAsync(next, context, policy, authorizeResult);
    }

    /// <summary>Notes it of a request that was refused here, or by the service behind the endpoint.</summary>
    public async Task NoteAsync(HttpContext context)
    {
        // The pattern and not the path, which the caller chooses.
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is not { } pattern
            || await actors.FindAsync(context.User, context.Connection.RemoteIpAddress.Plain()?.ToString(), context.RequestAborted) is not { Id: { } person } actor)
        {
            return;
        }

        var route = $"{context.Request.Method} /{pattern.TrimStart('/')}";
        if (_noted.IsNew((person, route)))
        {
            await WriteAsync(actor, route, new { role = $"{actor.Role}" }, context.RequestAborted);
        }
    }

    /// <summary>Notes it of an open page, which makes no request. Nobody waits for the entry.</summary>
    /// <param name="actor">Who is at the page.</param>
    /// <param name="page">The pattern of its route.</param>
    /// <param name="lacks">A permission, or a word for what else they would have needed.</param>
    public void Note(Actor actor, string page, string lacks)
    {
        if (actor.Id is { } person && _noted.IsNew((person, $"{page} {lacks}")))
        {
            _ = WriteOfPageAsync(actor, page, lacks);
        }
    }

    private async Task WriteOfPageAsync(Actor actor, string page, string lacks)
    {
        try
        {
            await WriteAsync(actor, page, new { role = $"{actor.Role}", lacks }, CancellationToken.None);
        }
        catch (Exception e)
        {
            NotNoted(logger, page, lacks, e);
        }
    }

    private Task WriteAsync(Actor actor, string route, object after, CancellationToken ct)
    {
        var entry = actor.Audit(clock.GetUtcNow(), "access.refuse", new AuditSubject("route", null, route), after: after);
        return database.WriteAsync(writer => writer.AppendAudit(entry), ct);
    }

    [LoggerMessage(1424, LogLevel.Error, "A refusal in the page {Page}, for lack of {Lacks}, could not be written to the audit log")]
    private static partial void NotNoted(ILogger logger, string page, string lacks, Exception exception);
}
