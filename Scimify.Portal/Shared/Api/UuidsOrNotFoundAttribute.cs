using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Api;

/// <summary>A path with an ID that is not a UUID names nothing: 404, before anything else is checked.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class UuidsOrNotFoundAttribute : ActionFilterAttribute
{
    public override void OnActionExecuting(ActionExecutingContext context)
    {
        foreach (var parameter in context.ActionDescriptor.Parameters.Where(p => p.ParameterType == typeof(Guid)))
        {
            if (!Uuids.TryParse(context.RouteData.Values[parameter.Name] as string, out _))
            {
                throw new NotFoundException($"{context.HttpContext.Request.Path} does not exist: an ID in it is not a UUID");
            }
        }
    }
}
