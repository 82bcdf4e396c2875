using System.Security.Cryptography;
using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Audit;

/// <summary>The key of the audit log, in <c>server_secrets</c>, protected by the key ring. The first entry makes it.</summary>
/// <param name="protector">Only asked once there is a key.</param>
public sealed class AuditKey(Func<ISecretProtector> protector)
{
    internal const string Name = "audit-chain";
    private const int KeyBytes = 32;

    private volatile Known? _known;

    /// <returns>Null if no entry was ever written.</returns>
    /// <exception cref="CryptographicException">The key ring that protected the key is missing.</exception>
    internal AuditSeal? Find(DbSession session)
    {
        if (session.Scalar("SELECT protected_value FROM server_secrets WHERE name = @p0", Name) is not string stored)
        {
            return null;
        }

        // It is read each time, because the transaction that made it may not have been committed.
        if (_known is not { } known || known.Stored != stored)
        {
            _known = known = new(stored, new AuditSeal(Convert.FromBase64String(protector().Unprotect(stored))));
        }

        return known.Seal;
    }

    /// <exception cref="CryptographicException">The key ring that protected the key is missing.</exception>
    internal AuditSeal Get(WriteSession session, DateTimeOffset now)
    {
        if (Find(session) is { } seal)
        {
            return seal;
        }

        session.Execute(
            "INSERT INTO server_secrets (name, protected_value, created_at) VALUES (@p0, @p1, @p2) ON CONFLICT (name) DO NOTHING",
            Name,
            protector().Protect(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))),
            now.ToUnixTimeMilliseconds());
        return Find(session)!;
    }

    private sealed record Known(string Stored, AuditSeal Seal);
}
