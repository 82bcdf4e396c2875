using System.Net.Mime;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.ApiReference;

/// <summary>Adds what the framework cannot see to an operation: body, query string, errors, permission.</summary>
internal static class ApiOperation
{
    public static async Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var action = (ControllerActionDescriptor)context.Description.ActionDescriptor;
        operation.OperationId = char.ToLowerInvariant(action.ControllerName[0]) + action.ControllerName[1..] + action.ActionName;
        var body = InputOf(action, typeof(Body<>));
        var query = InputOf(action, typeof(Query<>));
        var hasPath = context.Description.RelativePath!.Contains('{');
        if (body is not null)
        {
            operation.RequestBody = BodyOf(body);
        }

        foreach (var member in query?.Members ?? [])
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = member.Name,
                In = ParameterLocation.Query,
                Description = member.Description,
                Schema = InputSchemas.Of(member),
            });
        }

        if (context.Description.HttpMethod == HttpMethods.Post)
        {
            AddHeader(operation, IdempotencyFilter.Header, "Your own key, such as a UUID. The request is carried out once, and a repetition within a day gets the same answer.");
        }

        if (action.MethodInfo.GetCustomAttribute<IfMatchAttribute>() is not null)
        {
            AddHeader(operation, "If-Match", "The ETag of the object as you read it. If the object has changed, the answer is 412, and nothing changes.");
            (operation.Responses ??= []).TryAdd("412", new OpenApiResponse { Description = "The object is not the version that If-Match names." });
        }

        if (action.EndpointMetadata.OfType<IAuthorizeData>().LastOrDefault(a => a.Policy is not null)?.Policy is { } permission)
        {
            operation.Description = $"{operation.Description}\n\nNeeds the permission {permission}.".Trim();
        }

        // JSON is the form of all controllers, and stays listed without a schema where the action answers with a file.
        foreach (var answer in (operation.Responses ?? []).Values.Select(response => response.Content).OfType<IDictionary<string, OpenApiMediaType>>())
        {
            foreach (var form in answer.Where(form => form.Value.Schema is null).Select(form => form.Key).ToList())
            {
                answer.Remove(form);
            }
        }

        var error = await context.GetOrCreateSchemaAsync(typeof(ErrorEnvelope), null, ct);
        context.Document!.AddComponent(nameof(ErrorEnvelope), error);
        foreach (var (status, description) in Errors(hasPath, body is not null || query is not null || context.Description.HttpMethod == HttpMethods.Post, body is not null))
        {
            (operation.Responses ??= []).TryAdd(status, new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [MediaTypeNames.Application.Json] = new() { Schema = new OpenApiSchemaReference(nameof(ErrorEnvelope), context.Document) },
                },
            });
        }
    }

    private static void AddHeader(OpenApiOperation operation, string name, string description) => (operation.Parameters ??= []).Add(new OpenApiParameter
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    });

    /// <summary>The record that the action reads; null for none.</summary>
    private static InputType? InputOf(ControllerActionDescriptor action, Type holder) =>
        action.Parameters.Select(p => p.ParameterType).FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == holder) is { } input
            ? InputType.Of(input.GetGenericArguments()[0])
            : null;

    private static OpenApiRequestBody BodyOf(InputType type) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [MediaTypeNames.Application.Json] = new() { Schema = InputSchemas.Of(type), Example = type.Example() },
        },
    };

    private static IEnumerable<(string Status, string Description)> Errors(bool hasPath, bool hasInput, bool hasBody)
    {
        yield return ("401", "No valid personal access token.");
        yield return ("403", "The person's role does not allow it.");
        if (hasPath)
        {
            yield return ("404", "There is no such object in the organization.");
        }

        if (hasInput)
        {
            yield return ("422", "data.fields says what is wrong, by field.");
        }

        if (hasBody)
        {
            yield return ("400", "A rule forbids it.");
            yield return ("409", "It conflicts with something that exists.");
            yield return ("413", "The body is too large.");
        }

        yield return ("429", "Too many requests, or too many with bad tokens from this address. Retry-After says when to try again.");
    }
}
