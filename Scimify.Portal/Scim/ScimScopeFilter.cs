using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Core.Errors;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Scim;

/// <summary>Enforces token scopes before a body is read: 403, and nothing changes.</summary>
internal sealed class ScimScopeFilter(RejectedRequests rejected, BadTokenLimiter limiter) : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        if (context.HttpContext.Features.Get<ScimTokenIdentity>() is not { } token)
        {
            await next();
            return;
        }

        var needs = context.ActionDescriptor.EndpointMetadata.OfType<TokenScopeAttribute>().Single().Scope;
        var refusal = needs != TokenScopes.None && !token.Scopes.Reaches(needs) ? Refusal(token.Scopes, needs)
            : IsWrite(context.HttpContext.Request) && !token.Scopes.MayWrite() ? ReadOnly()
            : null;
        if (refusal is null)
        {
            await next();
            return;
        }

        if (limiter.Note(context.HttpContext.Connection.RemoteIpAddress) is null)
        {
            await rejected.NoteAsync(context.HttpContext, RejectionReason.Scope, token, secret: null);
        }

        context.Result = ScimAnswer.Of(refusal.Status, ErrorMessage.Of(refusal));
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
        $"This SCIM token does not cover {string.Join(", ", TokenScopeRules.NamesOf(needs))}. Its scopes are {string.Join(", ", TokenScopeRules.NamesOf(scopes))}.", ErrorCodes.TokenScopeMissing);

    private static ScimException ReadOnly() => ScimException.Forbidden("This SCIM token is read-only.", ErrorCodes.TokenScopeMissing);

    private static bool IsWrite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && request.Path.Value?.EndsWith("/.search", StringComparison.OrdinalIgnoreCase) != true;
}
