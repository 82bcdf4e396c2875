using Microsoft.AspNetCore.Authorization;
using Scimify.Core.People;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Host.Authentication;

/// <summary>
/// The request is within the scope of the personal access token in use. Part of the default policy, which every controller of
/// the REST API has, so that no action can be without it.
/// </summary>
internal sealed class WithinTokenScope : IAuthorizationRequirement
{
    public static WithinTokenScope Instance { get; } = new();
}

/// <summary>Asks <see cref="PersonalTokenScopes"/> with the method and the permission of the route. Whoever uses no such token has no scope.</summary>
internal sealed class WithinTokenScopeHandler : AuthorizationHandler<WithinTokenScope>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, WithinTokenScope requirement)
    {
        if (context.User.Identity?.AuthenticationType != ScimifySchemes.ApiKey)
        {
            context.Succeed(requirement);
        }
        else if (context.Resource is HttpContext http && http.Features.Get<ActorToken>() is { } token)
        {
            if (token.Scope.Allows(IsRead(http.Request), PermissionOf(http)))
            {
                context.Succeed(requirement);
            }
            else
            {
                http.Features.Set(new ScopeRefusal($"This personal access token does not cover that. Its scope is {EnumWords.Of(token.Scope)}."));
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    /// <summary>Null if the route names none, or several.</summary>
    private static Permission? PermissionOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.OfType<IAuthorizeData>().Select(data => data.Policy).OfType<string>().Distinct().ToList() is [var policy]
        && Enum.TryParse<Permission>(policy, out var permission)
            ? permission
            : null;
}

/// <param name="Message">Why the scope does not allow the request, for the caller.</param>
internal sealed record ScopeRefusal(string Message);
