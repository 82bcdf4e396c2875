namespace Scimify.Core.Directory;

/// <summary>The SCIM user as JSON, without <c>meta</c> and <c>groups</c>, which come from columns and other rows.</summary>
public sealed class UserBody
{
    public long UserKey { get; set; }

    public required byte[] Json { get; set; }
}

/// <summary>The SCIM group as JSON, without <c>meta</c> and <c>members</c>.</summary>
public sealed class GroupBodyRow
{
    public long GroupKey { get; set; }

    public required byte[] Json { get; set; }
}

/// <summary>One e-mail address of a SCIM user, normalised for search.</summary>
public sealed class UserEmail
{
    public long UserKey { get; set; }

    /// <summary>The position in the user's <c>emails</c>.</summary>
    public int Ordinal { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public required string ValueNorm { get; set; }

    /// <summary>The normalised <c>type</c>; null if it is unassigned.</summary>
    public string? TypeNorm { get; set; }
}
