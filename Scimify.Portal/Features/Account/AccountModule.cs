using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Account;

internal sealed class AccountModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings)
    {
    }

    /// <summary>Password managers look here for the page that changes a password (RFC 8615; W3C, A Well-Known URL for Changing Passwords).</summary>
    public void Map(WebApplication app) => app
        .MapGet("/.well-known/change-password", () => Results.Redirect("~" + PasswordChangeMiddleware.Page))
        .AllowAnonymous().WithMetadata(new OpenBeforePasswordChangeAttribute()).ExcludeFromDescription();
}
