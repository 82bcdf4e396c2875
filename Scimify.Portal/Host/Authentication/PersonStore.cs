using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Host.Authentication;

/// <summary>
/// Where ASP.NET Core Identity reads people and their second factors. It writes no factor: <see cref="FactorService"/> does, with
/// the audit entry in the same transaction, and what is secret encrypted.
/// </summary>
internal sealed class PersonStore(ScimifyContext context, IFactorStore factors) : UserOnlyStore<Person, ScimifyContext, Guid>(context)
{
    /// <summary>
    /// Leaves the stamp as it is: all that Identity writes about somebody's password is a stronger hash of the same one, at a sign-in.
    /// Nobody has to sign in again because of that. <see cref="IPeopleStore"/> moves stamps, and tells the other servers.
    /// </summary>
    public override Task SetSecurityStampAsync(Person user, string stamp, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public override Task<string?> GetAuthenticatorKeyAsync(Person user, CancellationToken cancellationToken) => factors.FindKeyAsync(user.Id, cancellationToken);

    public override async Task<bool> GetTwoFactorEnabledAsync(Person user, CancellationToken cancellationToken = default) =>
        (await factors.FindAsync(user.Id, cancellationToken)).Any;

    public override async Task<int> CountCodesAsync(Person user, CancellationToken cancellationToken) =>
        (await factors.FindAsync(user.Id, cancellationToken)).RecoveryCodesLeft;

    public override Task<bool> RedeemCodeAsync(Person user, string code, CancellationToken cancellationToken) =>
        factors.UseCodeAsync(user.Id, RecoveryCodes.Hash(code), cancellationToken);

    /// <summary>Keys and codes would be stored in clear.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Task SetTokenAsync(Person user, string loginProvider, string name, string? value, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{nameof(FactorService)} writes second factors.");
}
