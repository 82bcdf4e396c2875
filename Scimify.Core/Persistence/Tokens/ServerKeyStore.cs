using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>The installation's keys in <c>server_secrets</c>, protected by the key ring.</summary>
internal sealed class ServerKeyStore(ScimifyDatabase database, ISecretProtector protector, TimeProvider clock) : IServerKeyStore
{
    public async Task<byte[]> GetOrCreateAsync(string name, int bytes, CancellationToken ct)
    {
        var stored = await FindAsync(name, ct);
        if (stored is null)
        {
            var protectedKey = protector.Protect(Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes)));
            await database.WriteAsync(
                session => session.Execute(
                    "INSERT INTO server_secrets (name, protected_value, created_at) VALUES (@p0, @p1, @p2) ON CONFLICT (name) DO NOTHING",
                    name, protectedKey, clock.GetUtcNow().ToUnixTimeMilliseconds()),
                ct);
            stored = await FindAsync(name, ct);
        }

        return Convert.FromBase64String(protector.Unprotect(stored!));
    }

    private async Task<string?> FindAsync(string name, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.ServerSecrets.Where(s => s.Name == name).Select(s => s.ProtectedValue).FirstOrDefaultAsync(ct);
    }
}
