namespace Scimify.Portal.Host.Security;

/// <summary>
/// If an administrator pastes the base URL with a trailing slash, the identity provider adds another one. So
/// <c>/scim/v2//Users</c> counts as <c>/scim/v2/Users</c>. Other paths stay unchanged.
/// </summary>
internal sealed class ScimPathMiddleware(RequestDelegate next)
{
    private const string Base = "/scim/v2";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(Base, out var rest) && rest.Value is { } path && path.Contains("//", StringComparison.Ordinal))
        {
            context.Request.Path = $"{Base}/{string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries))}";
        }

        return next(context);
    }
}
