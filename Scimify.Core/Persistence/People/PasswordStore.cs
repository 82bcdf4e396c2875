using Microsoft.EntityFrameworkCore;
using Scimify.Core.People.Passwords;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.People;

/// <summary>Passwords and links in the database.</summary>
internal sealed class PasswordStore(ScimifyDatabase database) : IPasswordStore
{
    public async Task<StoredPassword?> FindAsync(Guid personId, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.People.Where(p => p.Id == personId).Select(p => new StoredPassword(p.PasswordHash, p.Email!, p.Organization!.Name)).FirstOrDefaultAsync(ct);
    }

    public async Task<OpenedLink?> FindLinkAsync(string hash, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.People.Where(p => p.Link!.Hash == hash)
            .Select(p => new OpenedLink(p.Id, p.Email!, p.OrganizationKey, p.Organization!.Id, p.Organization.Name, p.Role, p.Link!.IsInvitation, p.Link.ExpiresAt, p.IsBreakGlass) { Hash = hash })
            .FirstOrDefaultAsync(ct);
    }
}
