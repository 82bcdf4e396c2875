using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace Scimify.Portal.Host.Authentication.Providers;

/// <summary>
/// The schemes of the settings, and one for each provider in the database. A request gets the scheme whose callback it asks for
/// and no other, so that the number of providers costs nothing.
/// </summary>
internal sealed class ProviderSchemes(IOptions<AuthenticationOptions> options, ProviderOptions providers, IHttpContextAccessor accessor) : AuthenticationSchemeProvider(options)
{
    public override async Task<AuthenticationScheme?> GetSchemeAsync(string name) =>
        await base.GetSchemeAsync(name) ?? (ProviderScheme.IdOf(name) is { } id ? await OfAsync(id) : null);

    public override async Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync()
    {
        if (accessor.HttpContext?.Request.Path is not { } path || !path.StartsWithSegments(ProviderScheme.CallbackRoot))
        {
            return [];
        }

        return ProviderScheme.OfCallback(path) is not { } id ? await base.GetRequestHandlerSchemesAsync() : await OfAsync(id) is { } scheme ? [scheme] : [];
    }

    private async Task<AuthenticationScheme?> OfAsync(Guid id) =>
        await providers.LoadAsync(id, accessor.HttpContext?.RequestAborted ?? CancellationToken.None) is null ? null : new(ProviderScheme.NameOf(id), null, typeof(OpenIdConnectHandler));
}
