using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Shared.Api;

/// <summary>Refuses people who ask too often: 429.</summary>
internal sealed class ApiRateFilter(PersonRates rates) : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        if (await rates.MayGoOnAsync(context.HttpContext))
        {
            await next();
            return;
        }

        context.Result = new ObjectResult(ErrorEnvelope.Of(StatusCodes.Status429TooManyRequests, PersonRates.Refusal))
        {
            StatusCode = StatusCodes.Status429TooManyRequests,
        };
    }
}
