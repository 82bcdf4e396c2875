using System.Security.Cryptography;
using System.Text;
using Scimify.Core.Persistence.Database;

namespace Scimify.Portal.Host.Security;

/// <summary>
/// While nobody exists, whoever can read the server's console may make the first owner: they alone see the code.
/// </summary>
public sealed class FirstOwnerGate(ScimifyDatabase database, TimeProvider clock)
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Groups = 4;
    private const int GroupLength = 4;
    private const int TriesPerMinute = 10;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly string _code = RandomNumberGenerator.GetString(Alphabet, Groups * GroupLength);
    private readonly Queue<long> _tries = new();
    private bool _closed;

    /// <summary>False once anyone exists, whoever made them. Asks the database while it is open, and never again after that.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                if (_closed || !database.IsMigrated)
                {
                    return false;
                }

                using var db = database.CreateDbContext();
                _closed = db.People.Any();
                return !_closed;
            }
        }
    }

    /// <summary>In groups, for people to copy. Valid for this run of the server; must reach no log file.</summary>
    internal string Code => string.Join('-', _code.Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>False also when the gate is closed, or after too many tries within a minute. Case, spaces and dashes do not matter.</summary>
    public bool Try(string? code)
    {
        if (!IsOpen || !MayTry())
        {
            return false;
        }

        var given = new string([.. (code ?? "").Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(_code));
    }

    private bool MayTry()
    {
        lock (_lock)
        {
            while (_tries.TryPeek(out var oldest) && clock.GetElapsedTime(oldest) >= Window)
            {
                _tries.Dequeue();
            }

            if (_tries.Count >= TriesPerMinute)
            {
                return false;
            }

            _tries.Enqueue(clock.GetTimestamp());
            return true;
        }
    }
}
