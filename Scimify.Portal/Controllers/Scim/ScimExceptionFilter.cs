using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Core.Auditing;
using Scimify.Core.Directory;
using Scimify.Core.Scim;

namespace Scimify.Portal.Controllers.Scim;

/// <summary>Answers a <see cref="ScimException"/> in SCIM's form; a refused write leaves its row in the provisioning log.</summary>
internal sealed class ScimExceptionFilter(IDirectoryStore store) : IAsyncExceptionFilter
{
    public async Task OnExceptionAsync(ExceptionContext context)
    {
        if (context.Exception is not ScimException refusal)
        {
            return;
        }

        context.ExceptionHandled = true;
        context.Result = ScimAnswer.Of(refusal.Status, ErrorMessage.Of(refusal));
        if (context.HttpContext.Features.Get<ScimRequest>() is { } request && !context.HttpContext.Items.ContainsKey(AlreadyLogged))
        {
            var entry = request.Entry(ProvisioningAction.Other, ResourceTypeOf(context.HttpContext.Request.Path), refusal.Status, SyncState.Failed);
            entry.ErrorType = refusal.ScimType;
            entry.Detail = refusal.Detail;
            entry.ScimId = context.RouteData.Values["id"] is string id && Guid.TryParse(id, out var parsed) ? parsed : null;
            await store.WriteAsync(
                writer =>
                {
                    writer.Append(entry);
                    return true;
                },
                context.HttpContext.RequestAborted);
        }
    }

    /// <summary>Key of <see cref="HttpContext.Items"/>: the write was committed and taken back, and its row says so.</summary>
    public const string AlreadyLogged = "scim.logged";

    private static string? ResourceTypeOf(PathString path) =>
        path.StartsWithSegments("/scim/v2/Users") ? "User" : path.StartsWithSegments("/scim/v2/Groups") ? "Group" : null;
}
