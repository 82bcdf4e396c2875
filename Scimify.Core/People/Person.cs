using Microsoft.AspNetCore.Identity;

namespace Scimify.Core.People;

/// <summary>Someone who signs in to the console or calls the REST API; belongs to one organization with one role.</summary>
public sealed class Person : IdentityUser<Guid>
{
    public int OrganizationKey { get; set; }

    public Organization? Organization { get; set; }

    public PortalRole Role { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
