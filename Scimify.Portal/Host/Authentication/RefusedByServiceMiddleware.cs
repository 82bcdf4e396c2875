using Scimify.Core.Requests;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Notes the refusals that depend on more than the route, such as whose review it is. The service behind the endpoint decides those.</summary>
internal sealed class RefusedByServiceMiddleware(RequestDelegate next, RefusedAccess refused)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (ForbiddenException)
        {
            await refused.NoteAsync(context);
            throw;
        }
    }
}
