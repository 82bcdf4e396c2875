using System.Net;
using System.Security.Cryptography;
using System.Text;
using Scimify.Core.Persistence.Database;

namespace Scimify.Portal.Host.Security;

/// <summary>
/// While nobody exists, whoever can read the server's console can create the first owner: only they see the code.
/// </summary>
public sealed class FirstOwnerGate(ScimifyDatabase database, TimeProvider clock)
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Groups = 4;
    private const int GroupLength = 4;
    private const int TriesPerMinute = 10;

    private readonly Lock _lock = new();
    private readonly string _code = RandomNumberGenerator.GetString(Alphabet, Groups * GroupLength);
    private readonly AddressLimit _tries = new(clock, TriesPerMinute);
    private bool _closed;

    /// <summary>False once anybody exists, however they were created. Asks the database only while the gate is open.</summary>
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

    /// <summary>In groups, for people to copy. Valid until the server stops. Must reach no log file.</summary>
    internal string Code => string.Join('-', _code.Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>Also false if the gate is closed, or after too many attempts from the address within a minute. Case, spaces and dashes do not matter.</summary>
    public bool Try(string? code, IPAddress? address)
    {
        if (!IsOpen || _tries.Note(address) is not null)
        {
            return false;
        }

        var given = new string([.. (code ?? "").Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(_code));
    }
}
