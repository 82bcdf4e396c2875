namespace Scimify.Core.Directory.Guard;

/// <summary>Why SCIM may not change a Looker account (docs/contracts.md, "Protected accounts"). The numbers are stored.</summary>
[Flags]
public enum Protection
{
    None = 0,

    /// <summary>The API credential's own user.</summary>
    ApiUser = 1,

    Administrator = 2,

    /// <summary>On the integration's list of protected accounts.</summary>
    Listed = 4,
}

/// <summary>The identity provider's words for protection.</summary>
public static class ProtectionWords
{
    /// <summary>Names the account that must not be changed, and the reason.</summary>
    public static string Refusal(string? lookerUserId, string? address, Protection protection) =>
        $"The Looker account{(lookerUserId is null ? "" : $" {lookerUserId}")}{(address is null ? "" : $" with the address {address}")} is protected: {Reason(protection)}. It is not changed by SCIM.";

    /// <summary>The strongest reason.</summary>
    public static string Reason(Protection protection) =>
        protection.HasFlag(Protection.ApiUser) ? "it is the account of Scimify's own API credential"
        : protection.HasFlag(Protection.Administrator) ? "it is a Looker administrator"
        : "it is on this integration's list of protected accounts";
}

/// <summary>An address whose Looker account SCIM may not touch: one entry of the list that people keep.</summary>
public sealed class ProtectedAccount
{
    public long Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public required string Address { get; set; }

    public required string AddressNorm { get; set; }

    public DateTimeOffset AddedAt { get; set; }

    /// <summary>Who put it there.</summary>
    public required string AddedBy { get; set; }
}
