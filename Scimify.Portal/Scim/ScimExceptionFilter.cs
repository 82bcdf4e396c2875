using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Core.Directory;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Messages;

namespace Scimify.Portal.Scim;

/// <summary>Answers a <see cref="ScimException"/> in SCIM's form. A refused write leaves its row in the provisioning log.</summary>
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
            var id = context.RouteData.Values["id"] is string text && Guid.TryParse(text, out var parsed) ? parsed : (Guid?)null;
            await store.LogRefusalAsync(request, ResourceTypeOf(context.HttpContext.Request.Path), id, refusal, context.HttpContext.RequestAborted);
        }
    }

    /// <summary>Key of <see cref="HttpContext.Items"/>: the write was committed and undone, and its row says so.</summary>
    public const string AlreadyLogged = "scim.logged";

    private static string? ResourceTypeOf(PathString path) =>
        path.StartsWithSegments("/scim/v2/Users") ? "User" : path.StartsWithSegments("/scim/v2/Groups") ? "Group" : null;
}
