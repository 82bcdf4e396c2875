using Microsoft.AspNetCore.Components;

namespace Scimify.Portal.Features.SignIn;

public static class ReturnAddress
{
    /// <summary>The address to return to, if it is a path of this console; otherwise the start page.</summary>
    /// <param name="navigation">Knows where the console is.</param>
    /// <param name="url">As the query string has it. Characters beyond ASCII are escaped, because it becomes a header.</param>
    public static string LocalOrStart(NavigationManager navigation, string? url) => LocalOrStart(navigation.BaseUri, url);

    /// <param name="baseUri">Where the console is, with a slash at the end.</param>
    /// <param name="url">As above.</param>
    public static string LocalOrStart(string baseUri, string? url) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && !url.Any(char.IsControl)
        && Uri.TryCreate(new Uri(baseUri), url, out var address) && address.AbsoluteUri.StartsWith(baseUri, StringComparison.Ordinal)
            ? address.AbsoluteUri
            : baseUri;
}
