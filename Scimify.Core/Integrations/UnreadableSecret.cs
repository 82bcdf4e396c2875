namespace Scimify.Core.Integrations;

/// <summary>What people are told when the key that protected a stored secret is missing.</summary>
public static class UnreadableSecret
{
    /// <summary>Names the problem for programs.</summary>
    public const string Code = "secretUnreadable";

    /// <summary>Of the client secret of an integration.</summary>
    public static readonly string Message = Of("The stored client secret", "Restore the key ring, or enter the secret again.");

    /// <param name="secret">Which one, at the beginning of a sentence.</param>
    /// <param name="remedy">A sentence.</param>
    public static string Of(string secret, string remedy) => $"{secret} cannot be decrypted: its key is missing from the key ring of this installation. {remedy}";
}
