using Microsoft.AspNetCore.Identity;
using Scimify.Core.People.Sessions;
using Scimify.Core.Requests;

namespace Scimify.Core.People.Factors;

/// <summary>
/// Second factors: a person's own, and those that an owner removes for somebody who has lost them. Adding and removing one asks for
/// a fresh sign-in: whoever finds an open screen must not be able to add a way in, or to take one away.
/// </summary>
public sealed class FactorService(IFactorStore store, IPeopleStore people, ISignInPolicyStore policies, SessionService sessions, TimeProvider clock)
{
    /// <summary>Of a person.</summary>
    public const int MostPasskeys = 20;

    private const int MaxNameLength = 100;
    private const string App = "authenticatorApp";
    private const string Passkey = "passkey";

    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    public Task<PersonFactors> OwnAsync(Actor actor, CancellationToken ct) => store.FindAsync(IdOf(actor), ct);

    /// <summary>Sets up an authenticator app, in place of the one that the person had.</summary>
    /// <param name="actor">At the console, or in the middle of signing in.</param>
    /// <param name="key">What the app has read.</param>
    /// <param name="code">What the app shows now.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The recovery codes, which are never shown again.</returns>
    /// <exception cref="SignInNotFreshException">The actor signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException"><c>code</c>.</exception>
    public async Task<IReadOnlyList<string>> AddAppAsync(Actor actor, string key, string code, CancellationToken ct)
    {
        var now = Fresh(actor);
        if (!Totp.IsKey(key) || Totp.StepOf(code, key, now) is not { } step)
        {
            throw ValidationFailedException.Of("code", "is not what the app shows now.");
        }

        var codes = RecoveryCodes.Generate();
        var audit = actor.Audit(now, "factor.add", Subject(actor), after: new { factor = App });
        return await store.SetAppAsync(IdOf(actor), key, step, Hashes(codes), audit, ct) ? codes : throw new ForbiddenException();
    }

    /// <summary>Makes new recovery codes. The old ones let nobody in any more.</summary>
    /// <returns>Never shown again.</returns>
    /// <exception cref="SignInNotFreshException">The actor signed in too long ago.</exception>
    /// <exception cref="NotFoundException">The person has no authenticator app.</exception>
    public async Task<IReadOnlyList<string>> NewCodesAsync(Actor actor, CancellationToken ct)
    {
        var codes = RecoveryCodes.Generate();
        var audit = actor.Audit(Fresh(actor), "factor.add", Subject(actor), after: new { factor = "recoveryCodes" });
        return await store.ReplaceCodesAsync(IdOf(actor), Hashes(codes), audit, ct) ? codes : throw NoApp();
    }

    /// <exception cref="SignInNotFreshException">The actor signed in too long ago.</exception>
    /// <exception cref="NotFoundException">The person has no authenticator app.</exception>
    /// <exception cref="ConflictException">It is the last factor, and the organization asks for one.</exception>
    public async Task RemoveAppAsync(Actor actor, CancellationToken ct)
    {
        var audit = actor.Audit(Fresh(actor), "factor.remove", Subject(actor), before: new { factor = App });
        Settle(await store.RemoveAppAsync(IdOf(actor), await IsNeededAsync(actor, ct), audit, ct), NoApp);
    }

    /// <param name="actor">At the console.</param>
    /// <param name="passkey">As the browser made it, and Identity checked it.</param>
    /// <param name="name">What the person calls it; 1 to 100 characters.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="SignInNotFreshException">The actor signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException"><c>name</c>.</exception>
    /// <exception cref="ConflictException">The passkey is known already, or the person has too many.</exception>
    public async Task AddPasskeyAsync(Actor actor, UserPasskeyInfo passkey, string name, CancellationToken ct)
    {
        passkey.Name = Named(name);
        var audit = actor.Audit(Fresh(actor), "factor.add", Subject(actor), after: new { factor = Passkey, name = passkey.Name });
        if ((await store.FindAsync(IdOf(actor), ct)).Passkeys.Count >= MostPasskeys)
        {
            throw new ConflictException($"There are {MostPasskeys} passkeys already. Remove one first.");
        }

        if (!await store.AddPasskeyAsync(IdOf(actor), passkey, audit, ct))
        {
            throw new ConflictException("This passkey is known already.");
        }
    }

    /// <exception cref="ValidationFailedException"><c>name</c>.</exception>
    /// <exception cref="NotFoundException">The person has no such passkey.</exception>
    public async Task RenamePasskeyAsync(Actor actor, PasskeyView passkey, string name, CancellationToken ct)
    {
        var renamed = Named(name);
        var audit = actor.Audit(clock.GetUtcNow(), "factor.rename", Subject(actor), new { factor = Passkey, passkey.Name }, new { factor = Passkey, name = renamed });
        if (!await store.RenamePasskeyAsync(IdOf(actor), passkey.Id, renamed, audit, ct))
        {
            throw NoPasskey();
        }
    }

    /// <exception cref="SignInNotFreshException">The actor signed in too long ago.</exception>
    /// <exception cref="NotFoundException">The person has no such passkey.</exception>
    /// <exception cref="ConflictException">It is the last factor, and the organization asks for one.</exception>
    public async Task RemovePasskeyAsync(Actor actor, PasskeyView passkey, CancellationToken ct)
    {
        var audit = actor.Audit(Fresh(actor), "factor.remove", Subject(actor), before: new { factor = Passkey, passkey.Name });
        Settle(await store.RemovePasskeyAsync(IdOf(actor), passkey.Id, await IsNeededAsync(actor, ct), audit, ct), NoPasskey);
    }

    /// <summary>For somebody who has lost phone, codes and passkeys: whoever can run the command line on the data can remove them.</summary>
    /// <returns>False if the person had none.</returns>
    public Task<bool> ResetFromCommandLineAsync(PersonState person, CancellationToken ct) => store.RemoveAllAsync(
        person.Id,
        Actor.OfCommandLine(person.OrganizationKey, person.OrganizationId)
            .Audit(clock.GetUtcNow(), "factor.remove", new AuditSubject("person", person.Id.ToString(), person.Email), before: new { factor = "all" }),
        ct);

    /// <summary>An owner does the same for a person of the organization, who is told at the next sign-in.</summary>
    /// <exception cref="ForbiddenException">The role may not manage people.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="NotFoundException">This organization has no such person, or the person has no factor.</exception>
    /// <exception cref="ConflictException">Providers alone sign people in, and it is the last break-glass owner.</exception>
    public async Task ResetAsync(Actor actor, Guid personId, CancellationToken ct)
    {
        actor.Require(Permission.ManagePeople);
        var now = Fresh(actor, FreshAct.RemoveFactors);
        if (await people.FindStateAsync(personId, ct) is not { } person || person.OrganizationKey != actor.OrganizationKey)
        {
            throw new NotFoundException($"Person with UUID {personId} not found");
        }

        if (!await store.RemoveAllAsync(personId, actor.Audit(now, "factor.remove", new AuditSubject("person", personId.ToString(), person.Email), before: new { factor = "all" }), ct))
        {
            throw new NotFoundException($"{person.Email} has no second factor.");
        }

        sessions.ForgetAll();
    }

    /// <summary>The actor has read that somebody else removed the factors.</summary>
    public Task ReadResetAsync(Actor actor, CancellationToken ct) => store.ForgetResetAsync(IdOf(actor), ct);

    private async Task<bool> IsNeededAsync(Actor actor, CancellationToken ct) => (await policies.FindAsync(actor.OrganizationKey, ct)).AsksForFactor(actor.Role);

    private DateTimeOffset Fresh(Actor actor, FreshAct act = FreshAct.ChangeOwnFactors)
    {
        var now = clock.GetUtcNow();
        FreshSignIn.Require(act, actor, now);
        return now;
    }

    private static void Settle(FactorRemoval removal, Func<NotFoundException> unknown)
    {
        switch (removal)
        {
            case FactorRemoval.Unknown:
                throw unknown();
            case FactorRemoval.LastOne:
                throw new ConflictException("Your organization asks for a second factor, and this is your last one. Add another one first.");
        }
    }

    private static string Named(string name) =>
        name.Trim() is { Length: > 0 and <= MaxNameLength } trimmed && !trimmed.Any(char.IsControl)
            ? trimmed
            : throw ValidationFailedException.Of("name", $"must have 1 to {MaxNameLength} characters.");

    private static IReadOnlyList<string> Hashes(IEnumerable<string> codes) => [.. codes.Select(RecoveryCodes.Hash)];

    private static Guid IdOf(Actor actor) => actor.Id ?? throw new ForbiddenException();

    private static AuditSubject Subject(Actor actor) => new("person", actor.Id?.ToString(), actor.Name);

    private static NotFoundException NoApp() => new("You have no authenticator app.");

    private static NotFoundException NoPasskey() => new("You no longer have this passkey.");
}
