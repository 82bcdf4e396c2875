using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Api;

/// <summary>A path with an ID that is not a UUID names nothing: 404. Only the path is ever bound, so nothing else can be invalid.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class UuidsOrNotFoundAttribute : ActionFilterAttribute
{
    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (!context.ModelState.IsValid)
        {
            throw new NotFoundException($"{context.HttpContext.Request.Path} does not exist: an ID in it is not a UUID");
        }
    }
}
