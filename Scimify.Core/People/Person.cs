using Microsoft.AspNetCore.Identity;
using Scimify.Core.People.Passwords;

namespace Scimify.Core.People;

/// <summary>Somebody who signs in to the console or calls the REST API. A person belongs to one organization and has one role.</summary>
public sealed class Person : IdentityUser<Guid>
{
    public int OrganizationKey { get; set; }

    public Organization? Organization { get; set; }

    public PortalRole Role { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>What the person wants to be called; null for the e-mail address.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Whether somebody else has seen the password. Until it is changed, a sign-in leads to the page that changes it, and nowhere else.</summary>
    public bool MustChangePassword { get; set; }

    /// <summary>Whether password and passkey sign this owner in although the organization's people sign in with providers only.</summary>
    public bool IsBreakGlass { get; set; }

    /// <summary>When somebody else removed all second factors; null if nobody did, or if the person has read it.</summary>
    public DateTimeOffset? FactorsResetAt { get; set; }

    /// <summary>Who did; null together with <see cref="FactorsResetAt"/>.</summary>
    public string? FactorsResetBy { get; set; }

    /// <summary>The way to a new password that is open; null for none.</summary>
    public PasswordLink? Link { get; set; }
}
