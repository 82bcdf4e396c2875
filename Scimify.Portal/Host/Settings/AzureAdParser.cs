using Scimify.Core.People;
using Scimify.Core.SignIn;

namespace Scimify.Portal.Host.Settings;

/// <summary>Entra ID from the settings. The names in <c>AzureAd</c> are those of Microsoft.Identity.Web.</summary>
internal static class AzureAdParser
{
    private const string PublicCloud = "https://login.microsoftonline.com/";
    private const string TenantsKey = "Scimify:SignIn:Entra:Tenants";
    private const string DomainsKey = "Scimify:SignIn:Entra:Domains";

    /// <summary>Null without <c>AzureAd:ClientId</c>.</summary>
    public static AzureAdSettings? Parse(SettingsReader read)
    {
        var clientId = read.Text("AzureAd:ClientId");
        var settings = new AzureAdSettings(
            Instance(read),
            read.Text("AzureAd:TenantId") ?? "",
            clientId ?? "",
            read.Secret("AzureAd:ClientSecret"),
            read.Text("Scimify:SignIn:Entra:Name") ?? "Microsoft",
            DefaultRole(read),
            [.. read.List(DomainsKey).Select(PeopleService.Normalise)],
            read.List(TenantsKey));
        if (clientId is null)
        {
            return null;
        }

        if (settings.TenantId.Length == 0)
        {
            read.Problem("AzureAd:TenantId", "must be the tenant's ID or domain, or organizations");
        }

        if (settings.ClientSecret is null == !read.Has("AzureAd:ClientCredentials"))
        {
            read.Problem("AzureAd:ClientCredentials", "must say how the client authenticates, or AzureAd:ClientSecret must, but not both");
        }

        foreach (var tenant in settings.Tenants.Where(tenant => !Guid.TryParseExact(tenant, "D", out _)))
        {
            read.Wrong(TenantsKey, "must list tenant IDs, which are UUIDs", tenant);
        }

        if (settings.Tenants.Count == 0 && ProviderAuthority.IsForManyTenants(settings.Authority))
        {
            read.Problem(TenantsKey, $"must list the tenants whose people may come in, because AzureAd:TenantId is '{settings.TenantId}'");
        }

        foreach (var domain in settings.Domains.Where(domain => !ProviderDraft.IsOwnDomain(domain)))
        {
            read.Wrong(DomainsKey, "must list domains of your own such as example.com", domain);
        }

        return settings;
    }

    private static string Instance(SettingsReader read)
    {
        const string key = "AzureAd:Instance";
        var text = read.Text(key) ?? PublicCloud;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || !(url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)) || url.Query.Length > 0)
        {
            read.Wrong(key, $"must be an https address such as {PublicCloud}", text);
        }

        return text.TrimEnd('/') + "/";
    }

    private static PortalRole? DefaultRole(SettingsReader read)
    {
        const string key = "Scimify:SignIn:Entra:DefaultRole";
        if (read.Text(key) is not { } text)
        {
            return null;
        }

        if (Enum.GetNames<PortalRole>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } role)
        {
            return Enum.Parse<PortalRole>(role);
        }

        read.Wrong(key, $"must be {string.Join(" or ", Enum.GetNames<PortalRole>())}", text);
        return null;
    }
}
