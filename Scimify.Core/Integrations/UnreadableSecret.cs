namespace Scimify.Core.Integrations;

/// <summary>The message if the key that protected a stored secret is missing.</summary>
public static class UnreadableSecret
{
    /// <summary>The problem's name for programs.</summary>
    public const string Code = "secretUnreadable";

    /// <summary>For an integration's client secret.</summary>
    public static readonly string Message = Of("The stored client secret", "Restore the key ring, or enter the secret again.");

    /// <param name="secret">The secret, as the start of a sentence.</param>
    /// <param name="remedy">A sentence that says what to do.</param>
    public static string Of(string secret, string remedy) => $"{secret} cannot be decrypted: its key is missing from the key ring of this installation. {remedy}";
}
