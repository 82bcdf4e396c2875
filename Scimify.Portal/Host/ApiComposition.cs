using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Scimify.Core.Looker;
using Scimify.Core.Persistence.Integrations;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Host;

/// <summary>What all controllers of the REST API share.</summary>
internal static class ApiComposition
{
    public static void AddScimifyApi(this WebApplicationBuilder builder, ScimifySettings settings)
    {
        var looker = settings.Looker;
        builder.Services.AddScimifyIntegrations(
            new LookerNetworkPolicy(looker.AllowInsecureHttp, looker.AllowPrivateNetworks),
            new LookerLimits(looker.CallsInFlight, looker.CallsPerSecond, looker.Timeout));
        builder.Services.AddControllers(WithoutForms).AddJsonOptions(json => ApiJson.Configure(json.JsonSerializerOptions));
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
    }

    public static void MapScimifyApi(this WebApplication app)
    {
        app.UseWhen(InterfaceError.IsApi, api => api.UseStatusCodePages(pages => AnswerAsync(pages.HttpContext)));
        app.MapControllers();
    }

    /// <summary>Otherwise a JSON body that curl declares to be a form would be read, and lost, before an action sees it.</summary>
    private static void WithoutForms(MvcOptions options)
    {
        options.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
        options.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
        options.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
    }

    /// <summary>Answers what no controller has: there is no such route, or not with this method.</summary>
    private static Task AnswerAsync(HttpContext context) => ErrorEnvelope.WriteAsync(context, context.Response.StatusCode, context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"This API has no {context.Request.Path}. /openapi/v1.json lists what it has.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Path} does not support {context.Request.Method}.",
        var status => $"The request was answered with {status}",
    });
}
