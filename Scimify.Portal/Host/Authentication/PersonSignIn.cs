using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Sessions;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Host.Authentication;

/// <summary>
/// Signs people in. After the right password, nobody has a session who has a second factor, or needs one: first it has to be
/// shown, or set up.
/// </summary>
public sealed class PersonSignIn(
    UserManager<Person> users, IHttpContextAccessor accessor, IUserClaimsPrincipalFactory<Person> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Person>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<Person> confirmation,
    IFactorStore factors, ISignInPolicyStore policies, PersonStates people, SessionService sessions)
    : SignInManager<Person>(users, accessor, claims, options, logger, schemes, confirmation)
{
    public override async Task<bool> IsTwoFactorEnabledAsync(Person user) =>
        (await policies.FindAsync(user.OrganizationKey, Context.RequestAborted)).AsksForFactor(user)
        || (await factors.FindAsync(user.Id, Context.RequestAborted)).Any;

    public override async Task<bool> CanSignInAsync(Person user) => await AdmitsAsync(user) && await base.CanSignInAsync(user);

    /// <summary>Null also for somebody who may not come in with a password or a passkey any more.</summary>
    public override async Task<Person?> GetTwoFactorAuthenticationUserAsync() =>
        await base.GetTwoFactorAuthenticationUserAsync() is { } person && await AdmitsAsync(person) ? person : null;

    /// <summary>Whether the policy of the person's organization lets them in with a password or a passkey.</summary>
    public async Task<bool> AdmitsAsync(Person person) => (await policies.FindAsync(person.OrganizationKey, Context.RequestAborted)).Admits(person);

    /// <summary>
    /// A passkey asks for fingerprint, face or PIN, so it counts as two factors. Wrong passwords of others do not stop it. A failure is
    /// in the audit log of whoever the passkey belongs to, or whose password came before it.
    /// </summary>
    public override async Task<SignInResult> PasskeySignInAsync(string credentialJson)
    {
        var shown = await TryAssertAsync(credentialJson);
        if (shown is not { Succeeded: true }
            || await people.FindAsync(shown.User.Id, Context.RequestAborted) is not { IsLocked: false }
            || !await AdmitsAsync(shown.User)
            || !(await UserManager.AddOrUpdatePasskeyAsync(shown.User, shown.Passkey)).Succeeded)
        {
            await NoteFailedPasskeyAsync(shown?.User ?? await GetTwoFactorAuthenticationUserAsync());
            return SignInResult.Failed;
        }

        Context.Features.Set(SignInWay.Passkey);
        await Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        return await SignInOrTwoFactorAsync(shown.User, isPersistent: false, bypassTwoFactor: true);
    }

    private async Task NoteFailedPasskeyAsync(Person? person)
    {
        if (person is not null && await people.FindAsync(person.Id, Context.RequestAborted) is { } account)
        {
            await sessions.FailedAsync([account], Context.Connection.RemoteIpAddress.Plain()?.ToString(), slowsDown: false, Context.RequestAborted, "passkey");
        }
    }

    /// <summary>Null if no options were given out, or they are too old.</summary>
    public async Task<PasskeyAttestationResult?> TryAttestAsync(string credentialJson)
    {
        try
        {
            return credentialJson.Length == 0 ? null : await PerformPasskeyAttestationAsync(credentialJson);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Null if no challenge was given out, or it is too old.</summary>
    private async Task<PasskeyAssertionResult<Person>?> TryAssertAsync(string credentialJson)
    {
        try
        {
            return await PerformPasskeyAssertionAsync(credentialJson);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
