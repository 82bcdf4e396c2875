using Microsoft.AspNetCore.Components;

namespace Scimify.Portal.Shared;

/// <summary>Addresses that people paste elsewhere.</summary>
/// <param name="navigation">Knows the origin that the person's browser uses.</param>
/// <param name="publicUrl"><c>Scimify:PublicUrl</c>; null for the browser's origin.</param>
public sealed class ConsoleAddresses(NavigationManager navigation, string? publicUrl)
{
    public string ScimUrl => (publicUrl ?? navigation.BaseUri).TrimEnd('/') + "/scim/v2";
}
