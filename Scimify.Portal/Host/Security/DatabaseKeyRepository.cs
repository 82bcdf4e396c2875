using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Host.Security;

/// <summary>The key ring in <c>data_protection_keys</c>.</summary>
/// <remarks>
/// Writes through a context of its own and not through the writer. A new key may be needed while the writer's own thread
/// protects something, and it would wait for its own queue forever.
/// </remarks>
internal sealed class DatabaseKeyRepository(ScimifyDatabase database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = database.CreateDbContext();
        return [.. db.DataProtectionKeys.OrderBy(k => k.Key).Select(k => k.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = database.CreateDbContext();
        db.DataProtectionKeys.Add(new DataProtectionKey { FriendlyName = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}
