using Microsoft.AspNetCore.Components;

namespace Scimify.Portal.Shared;

/// <summary>Addresses that people paste elsewhere.</summary>
/// <param name="navigation">Knows the origin that the person's browser uses.</param>
/// <param name="publicUrl"><c>Scimify:PublicUrl</c>; null for the browser's origin.</param>
public sealed class ConsoleAddresses(NavigationManager navigation, string? publicUrl)
{
    public string ScimUrl => Of("/scim/v2");

    /// <param name="path">With a slash at its start.</param>
    public string Of(string path) => (publicUrl ?? navigation.BaseUri).TrimEnd('/') + path;
}
