using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Core.Scim;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Controllers.Scim;

/// <summary>Holds tokens to their scopes before a body is read: 403, and nothing changes.</summary>
internal sealed class ScimScopeFilter : IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        if (context.HttpContext.Features.Get<ScimTokenIdentity>() is not { } token)
        {
            return;
        }

        var needs = context.ActionDescriptor.EndpointMetadata.OfType<TokenScopeAttribute>().Single().Scope;
        var refusal = needs != TokenScopes.None && !token.Scopes.Reaches(needs) ? Refusal(token.Scopes, needs)
            : IsWrite(context.HttpContext.Request) && !token.Scopes.MayWrite() ? ReadOnly()
            : null;
        if (refusal is not null)
        {
            context.Result = ScimAnswer.Of(refusal.Status, ErrorMessage.Of(refusal));
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
        // Only what comes before the action matters.
    }

    /// <exception cref="ScimException">403.</exception>
    public static void Require(TokenScopes scopes, TokenScopes resource)
    {
        if (!scopes.Reaches(resource))
        {
            throw Refusal(scopes, resource);
        }
    }

    private static ScimException Refusal(TokenScopes scopes, TokenScopes needs) => ScimException.Forbidden(
        $"This SCIM token does not reach {string.Join(", ", TokenScopeRules.NamesOf(needs))}: its scopes are {string.Join(", ", TokenScopeRules.NamesOf(scopes))}.");

    private static ScimException ReadOnly() => ScimException.Forbidden("This SCIM token may only read: its scopes have read-only.");

    private static bool IsWrite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && request.Path.Value?.EndsWith("/.search", StringComparison.OrdinalIgnoreCase) != true;
}
