using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Host.Authentication;

/// <summary>
/// Notes in the audit log what a person, or a program with their token, asked for without the permission. The same person is noted at
/// the same route once in ten minutes, so that nobody can fill the log.
/// </summary>
internal sealed class RefusedAccess(ActorAccessor actors, ScimifyDatabase database, TimeProvider clock) : IAuthorizationMiddlewareResultHandler
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
            var entry = actor.Audit(clock.GetUtcNow(), "access.refuse", new AuditSubject("route", null, route), after: new { role = $"{actor.Role}" });
            await database.WriteAsync(writer => writer.AppendAudit(entry), context.RequestAborted);
        }
    }
}
