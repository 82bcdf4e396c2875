namespace Scimify.Core.Integrations;

/// <summary>Encrypts secrets that have to be read again, such as the Looker API secret. By default, the key ring is outside the database.</summary>
public interface ISecretProtector
{
    string Protect(string clearText);

    /// <exception cref="System.Security.Cryptography.CryptographicException">The text was not protected by this installation's key ring.</exception>
    string Unprotect(string protectedText);
}
