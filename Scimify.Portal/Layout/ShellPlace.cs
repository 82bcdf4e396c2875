using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

/// <summary>Where in the console an address leads.</summary>
/// <param name="IntegrationId">Null outside an integration's pages.</param>
/// <param name="Page">The path without the integration: <c>users</c>, <c>users/…</c>, <c>audit-log</c>, or empty.</param>
public sealed record ShellPlace(Guid? IntegrationId, string Page)
{
    private const string Integrations = "integrations/";

    /// <summary>The first part of <see cref="Page"/>, which another integration has too.</summary>
    public string Section => Page.Split('/')[0];

    /// <param name="address">Relative to the base, with or without a query.</param>
    public static ShellPlace Of(string address)
    {
        var path = address.Split('?', '#')[0].TrimEnd('/');
        if (path.StartsWith(Integrations, StringComparison.OrdinalIgnoreCase) && path[Integrations.Length..].Split('/', 2) is var parts && Uuids.TryParse(parts[0], out var id))
        {
            return new ShellPlace(id, parts.Length == 2 ? parts[1] : "");
        }

        return new ShellPlace(null, path);
    }

    /// <summary>The address of a page of an integration.</summary>
    public static string Address(Guid integrationId, string page) => page.Length == 0 ? $"{Integrations}{integrationId}" : $"{Integrations}{integrationId}/{page}";

    /// <summary>The same page of another integration.</summary>
    public string In(Guid integrationId) => Address(integrationId, IntegrationId is null ? "" : Section);

    public bool Is(string page) => page.Length == 0 ? Page.Length == 0 : Page == page || Page.StartsWith(page + "/", StringComparison.Ordinal);
}
