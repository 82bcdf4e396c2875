namespace Scimify.Core.Integrations;

/// <summary>Encrypts what must be read again in clear, such as the Looker API secret; the key ring is outside the database by default.</summary>
public interface ISecretProtector
{
    string Protect(string clearText);

    /// <exception cref="System.Security.Cryptography.CryptographicException">The text was not protected by this installation's key ring.</exception>
    string Unprotect(string protectedText);
}
