using Microsoft.AspNetCore.Components;
using Scimify.Core.People.Passwords;
using Scimify.Portal.Shared.Guides;

namespace Scimify.Portal.Shared;

/// <summary>Addresses that people paste elsewhere.</summary>
/// <param name="navigation">Knows the origin that the person's browser uses.</param>
/// <param name="publicUrl"><c>Scimify:PublicUrl</c>; null for the browser's origin.</param>
public sealed class ConsoleAddresses(NavigationManager navigation, string? publicUrl)
{
    /// <summary>The page that opens a one-time link. The secret is behind the #, which browsers keep to themselves, so no log on the way has it.</summary>
    public static string PasswordLink(string origin, IssuedLink link) => $"{origin.TrimEnd('/')}/account/welcome#{link.Secret}";

    /// <inheritdoc cref="PasswordLink(string, IssuedLink)"/>
    public string PasswordLink(IssuedLink link) => PasswordLink(publicUrl ?? navigation.BaseUri, link);

    /// <summary>The page that opens the link of a manager in an access review.</summary>
    /// <inheritdoc cref="PasswordLink(string, IssuedLink)"/>
    public static string ReviewLink(string origin, string secret) => $"{origin.TrimEnd('/')}/review#{secret}";

    /// <inheritdoc cref="ReviewLink(string, string)"/>
    public string ReviewLink(string secret) => ReviewLink(publicUrl ?? navigation.BaseUri, secret);

    /// <summary>Where OAuth clients get access tokens.</summary>
    public const string TokenPath = "/oauth/token";

    public string ScimUrl => Of("/scim/v2");

    public GuideAddresses Guide => new(ScimUrl, Of(TokenPath));

    /// <param name="path">With a slash at its start.</param>
    public string Of(string path) => (publicUrl ?? navigation.BaseUri).TrimEnd('/') + path;
}
