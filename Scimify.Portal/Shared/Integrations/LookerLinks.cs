namespace Scimify.Portal.Shared.Integrations;

/// <summary>Pages of Looker itself.</summary>
public static class LookerLinks
{
    // Self-hosted Lookers have the API on a port of its own. Their pages are on the ordinary one.
    private const int ApiPort = 19999;

    public static string Home(string baseUrl)
    {
        var url = new Uri(baseUrl);
        return url.Port == ApiPort ? $"{url.Scheme}://{url.Host}" : url.GetLeftPart(UriPartial.Authority);
    }

    public static string User(string baseUrl, string lookerId) => $"{Home(baseUrl)}/admin/users/{Uri.EscapeDataString(lookerId)}/edit";

    public static string Group(string baseUrl, string lookerId) => $"{Home(baseUrl)}/admin/groups/{Uri.EscapeDataString(lookerId)}";
}
