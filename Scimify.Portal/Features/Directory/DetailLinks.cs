using Microsoft.AspNetCore.Components;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

public static class DetailLinks
{
    /// <summary>The page of one resource, below the list that is shown.</summary>
    public static string DetailHref(this NavigationManager navigation, Guid scimId) => $"{navigation.Unfiltered().TrimEnd('/')}/{scimId}";
}
