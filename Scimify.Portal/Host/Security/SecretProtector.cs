using Microsoft.AspNetCore.DataProtection;
using Scimify.Core.Integrations;

namespace Scimify.Portal.Host.Security;

internal sealed class SecretProtector(IDataProtectionProvider provider) : ISecretProtector
{
    private readonly IDataProtector _protector = provider.CreateProtector("Scimify.Secrets.v1");

    public string Protect(string clearText) => _protector.Protect(clearText);

    public string Unprotect(string protectedText) => _protector.Unprotect(protectedText);
}
