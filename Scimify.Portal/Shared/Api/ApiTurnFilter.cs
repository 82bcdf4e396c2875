using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Shared.Api;

/// <summary>A read of the REST API takes its organization's turn. It gives the turn back before the answer is sent. Each part of an export takes one of its own.</summary>
internal sealed class ApiTurnFilter(ReadTurns turns) : IAsyncActionFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method)
            || context.ActionDescriptor.EndpointMetadata.OfType<ReadsFromLookerAttribute>().Any()
            || ExportFormat.Accepted(http.Request) is not null
            || !int.TryParse(http.User.FindFirstValue(ScimifyClaims.OrganizationKey), CultureInfo.InvariantCulture, out var organization))
        {
            await next();
            return;
        }

        await turns.TakeAsync(organization, () => next(), http.RequestAborted);
    }
}
