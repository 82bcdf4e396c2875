using System.Collections.Concurrent;
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
    private const int MostRemembered = 10_000;

    private static readonly TimeSpan Once = TimeSpan.FromMinutes(10);

    private readonly AuthorizationMiddlewareResultHandler _answer = new();
    private readonly ConcurrentDictionary<(Guid Person, string Route), long> _noted = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden)
        {
            await NoteAsync(context);
        }

        await _answer.HandleAsync(next, context, policy, authorizeResult);
    }

    private async Task NoteAsync(HttpContext context)
    {
        // The pattern and not the path, which the caller chooses.
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is not { } pattern
            || await actors.FindAsync(context.User, context.Connection.RemoteIpAddress.Plain()?.ToString(), context.RequestAborted) is not { Id: { } person } actor)
        {
            return;
        }

        var route = $"{context.Request.Method} /{pattern.TrimStart('/')}";
        if (IsNew((person, route)))
        {
            var entry = actor.Audit(clock.GetUtcNow(), "access.refuse", new AuditSubject("route", null, route), after: new { role = $"{actor.Role}" });
            await database.WriteAsync(writer => writer.AppendAudit(entry), context.RequestAborted);
        }
    }

    private bool IsNew((Guid, string) what)
    {
        var now = clock.GetTimestamp();
        if (_noted.TryGetValue(what, out var last) && clock.GetElapsedTime(last, now) < Once)
        {
            return false;
        }

        if (_noted.Count >= MostRemembered)
        {
            _noted.Clear();
        }

        _noted[what] = now;
        return true;
    }
}
