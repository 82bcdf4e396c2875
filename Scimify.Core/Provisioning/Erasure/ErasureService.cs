using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Erasure;

/// <summary>Erases people who have left from the logs and the history. Console and REST API call the same method.</summary>
public sealed class ErasureService(IErasureStore store, TimeProvider clock)
{
    /// <exception cref="ForbiddenException">The role may not erase people.</exception>
    /// <exception cref="NotFoundException">The access history tells of no such person.</exception>
    public async Task RequireKnownAsync(Actor actor, Guid scimId, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        await store.KeyAsync(actor.OrganizationKey, scimId, ct);
    }

    /// <summary>Puts a pseudonym in place of everything that names the person. It cannot be undone.</summary>
    /// <param name="scimId">Any SCIM ID that the person ever had.</param>
    /// <exception cref="ForbiddenException">The role may not erase people.</exception>
    /// <exception cref="SignInNotFreshException">The actor signed in too long ago.</exception>
    /// <inheritdoc cref="IErasureStore.FindAsync"/>
    public async Task<ErasedPerson> EraseAsync(Actor actor, Guid scimId, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        FreshSignIn.Require(FreshAct.ErasePerson, actor, clock.GetUtcNow());
        var person = await store.FindAsync(actor.OrganizationKey, scimId, ct);
        return await store.EraseAsync(
            person,
            (review, erased) => actor.Audit(clock.GetUtcNow(), "review.erase", new AuditSubject("review", review.Id.ToString(), review.Name), after: erased),
            erased => actor.Audit(clock.GetUtcNow(), "user.erase", new AuditSubject("user", scimId.ToString(), erased.Pseudonym), after: erased),
            ct);
    }
}
