using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Scimify.Core.People;

namespace Scimify.Portal.Features.SignIn;

/// <summary>
/// Says for a few minutes that somebody has typed the right password and may set up a second factor. The page carries it, because
/// the browser's cookie for the second step holds one question only, and a passkey needs it.
/// </summary>
public sealed class EnrolTicket(IDataProtectionProvider protection, PersonStates people, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly IDataProtector _protector = protection.CreateProtector("Scimify.EnrolTicket.v1");

    public string Issue(PersonState person) =>
        _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{person.Id} {person.SecurityStamp} {clock.GetUtcNow().Add(Life).ToUnixTimeSeconds()}"));

    /// <returns>Null if it is none, too old, or the person was changed or locked since.</returns>
    public async Task<PersonState?> FindAsync(string? ticket, CancellationToken ct)
    {
        try
        {
            return ticket is { Length: > 0 } && _protector.Unprotect(ticket).Split(' ') is [var id, var stamp, var until]
                && long.Parse(until, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds()
                && await people.FindAsync(Guid.Parse(id), ct) is { IsLocked: false } person && person.SecurityStamp == stamp ? person : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
