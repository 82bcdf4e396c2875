namespace Scimify.Portal.Host.Security;

/// <summary>
/// An administrator may paste the base URL with a slash at its end, to which the identity provider adds one of its own:
/// <c>/scim/v2//Users</c> is <c>/scim/v2/Users</c>. Paths elsewhere stay as they are.
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
