namespace Scimify.Core.People;

/// <summary>The tenant. It owns people, integrations, tokens and logs.</summary>
public sealed class Organization
{
    /// <summary>The database key, which never leaves the process.</summary>
    public int Key { get; set; }

    /// <summary><c>organizationUuid</c> of the REST API and <c>tenant_id</c> of group descriptions.</summary>
    public Guid Id { get; set; }

    public required string Name { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Whether a SCIM token may have no expiry.</summary>
    public bool TokensMayNeverExpire { get; set; } = true;

    /// <summary>The longest life of a SCIM token that expires; null for no limit.</summary>
    public int? TokenMaxDays { get; set; }

    /// <summary>The life of a token if the request names none; null for no expiry.</summary>
    public int? TokenDefaultDays { get; set; }

    /// <summary>Whether a personal access token may have no expiry.</summary>
    public bool PersonalTokensMayNeverExpire { get; set; } = true;

    /// <summary>The longest life of a personal access token that expires; null for no limit.</summary>
    public int? PersonalTokenMaxDays { get; set; }

    /// <summary>The life of a personal access token if the request names none; null for no expiry.</summary>
    public int? PersonalTokenDefaultDays { get; set; }

    /// <summary>As of <see cref="SignInPolicy"/>.</summary>
    public int SessionIdleMinutes { get; set; } = SignInPolicy.UsualIdleMinutes;

    /// <summary>As of <see cref="SignInPolicy"/>.</summary>
    public int SessionLifeHours { get; set; } = SignInPolicy.UsualLifeHours;

    /// <summary>The roles that need a second factor, one bit for each.</summary>
    public int SecondFactorRoles { get; set; }

    /// <summary>As of <see cref="SignInPolicy"/>.</summary>
    public bool ProvidersOnly { get; set; }
}
