using Scimify.Core.Directory;
using Scimify.Core.Directory.Users;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>
/// Finds or makes the Looker account of a SCIM user. Making one takes two calls that cannot be joined, so that each step
/// is written down before the next is taken, and an account that was cut in half is completed or removed.
/// </summary>
internal sealed class UserLinker(SyncAttempt attempt, SyncClaim.User claim, ScimUserRow row, bool wantsDisabled)
{
    private bool _isNew;

    /// <summary>What is known of the account since; null when nothing new.</summary>
    public LookerUserState? Known { get; private set; }

    /// <summary>Nothing of the account is left in Looker, and nobody asks for one.</summary>
    public bool IsGone { get; private set; }

    /// <returns>Null when the user is linked to a complete account; else what stands in the way.</returns>
    public async Task<SyncOutcome?> LinkAsync(CancellationToken ct)
    {
        await FindHalfMadeAsync(ct);
        if (row.DeletedAt is not null)
        {
            await RemoveHalfMadeAsync(ct);
            IsGone = row.CreationMark is null;
            return SyncOutcome.Applied.Instance;
        }

        if (row.LookerEmail is not { } email)
        {
            await RemoveHalfMadeAsync(ct);
            return new SyncOutcome.Blocked("The user has no e-mail address.");
        }

        if (row.LookerUserId is null)
        {
            if (await attempt.Looker.FindUserByEmailAsync(email, ct) is { } existing)
            {
                return await AdoptAsync(existing, email, ct);
            }

            await CreateAsync(ct);
        }

        return await CompleteAsync(email, ct);
    }

    /// <summary>
    /// An attempt whose answer never came: the account that it may have made carries our mark. One that is not there yet is
    /// looked for again with the second look.
    /// </summary>
    private async Task FindHalfMadeAsync(CancellationToken ct)
    {
        if (row.LookerUserId is not null || CreationJournal.Parse(row.CreationMark) is not { } journal)
        {
            return;
        }

        var found = await attempt.Looker.FindHalfMadeUsersAsync(journal.FirstName, journal.LastName, journal.Mark, ct);
        foreach (var surplus in found.Skip(1))
        {
            await DeleteOursAsync(surplus.Id, ct);
        }

        if (found.Count > 0)
        {
            Known = new(found[0].FirstName, found[0].LastName, null, found[0].IsDisabled) { IsFresh = true };
            await JournalAsync(found[0].Id, ct);
        }
        else if (claim.Lease.IsSecondLook)
        {
            row.CreationMark = null;
        }
        else
        {
            row.CreationMark = (journal with { IsLate = true }).Store();
            attempt.Effects.ExpectLate();
        }
    }

    /// <summary>An attempt without answer may have taken effect after it was looked for, and another account was made meanwhile.</summary>
    public async Task RemoveLateAsync(CancellationToken ct)
    {
        if (!claim.Lease.IsSecondLook || CreationJournal.Parse(row.CreationMark) is not { } journal)
        {
            return;
        }

        foreach (var late in await attempt.Looker.FindHalfMadeUsersAsync(journal.FirstName, journal.LastName, journal.Mark, ct))
        {
            if (late.Id != row.LookerUserId)
            {
                await DeleteOursAsync(late.Id, ct);
            }
        }

        row.CreationMark = null;
    }

    private async Task CreateAsync(CancellationToken ct)
    {
        var journal = new CreationJournal(row.Id.ToString("N"), row.LookerFirstName, row.LookerLastName)
        {
            // A mark that is there still is of an attempt whose answer never came.
            IsLate = row.CreationMark is not null,
        };
        var mark = journal.Store();
        row.CreationMark = mark;
        await WriteDownAsync(r => r.CreationMark = mark, ct);
        var isMade = new Known<bool>(false);
        LookerUser made;
        try
        {
            made = await isMade.AskAsync(true, () => attempt.Looker.CreateUserAsync(journal.FirstName, journal.LastName, wantsDisabled, journal.Mark, ct));
        }
        catch (LookerException) when (!isMade.Value)
        {
            ForgetMark();
            throw;
        }

        _isNew = true;
        Known = new(made.FirstName, made.LastName, null, made.IsDisabled) { IsFresh = true };
        await JournalAsync(made.Id, ct);
    }

    /// <summary>The second step. An address that someone else has by now leaves the account to be removed, and that one to be adopted.</summary>
    private async Task<SyncOutcome?> CompleteAsync(string email, CancellationToken ct)
    {
        try
        {
            if (_isNew)
            {
                await attempt.Looker.CreateEmailCredentialAsync(row.LookerUserId!, email, ct);
            }
            else if (await attempt.Looker.GetEmailCredentialAsync(row.LookerUserId!, ct) is not { } credential)
            {
                await attempt.Looker.CreateEmailCredentialAsync(row.LookerUserId!, email, ct);
            }
            else if (!credential.Email.Equals(email, StringComparison.OrdinalIgnoreCase))
            {
                await attempt.Looker.UpdateEmailCredentialAsync(row.LookerUserId!, email, ct);
            }
        }
        catch (LookerRejectedException e)
        {
            var owner = e.AlreadyExists ? await attempt.Looker.FindUserByEmailAsync(email, ct) : null;
            if (owner is null || owner.Id != row.LookerUserId)
            {
                await RemoveHalfMadeAsync(ct);
                if (owner is null)
                {
                    throw;
                }

                return await AdoptAsync(owner, email, ct);
            }
        }

        row.LinkState = LinkState.Created;
        ForgetMark();
        Known = (Known ?? LookerUserState.Unknown) with { Email = email };
        return null;
    }

    private async Task<SyncOutcome?> AdoptAsync(LookerUser existing, string email, CancellationToken ct)
    {
        if (await attempt.Protected.ReasonAsync(attempt.Looker, existing, ct) is { } reason)
        {
            return Refuse(403, null, $"The Looker account {existing.Id} with the address {email} is protected: {reason}. It is not changed by SCIM.");
        }

        if (await attempt.Store.OwnerOfLookerUserAsync(row.IntegrationKey, existing.Id, row.Key, ct) is { } owner)
        {
            if (await attempt.Store.MoveOfOwnerAsync(RowKind.User, row.IntegrationKey, existing.Id, email, row.Key, ct) == OwnerMove.Moves)
            {
                return new SyncOutcome.Waits($"The Looker account {existing.Id} with the address {email} belongs to another SCIM user, {owner}, who is about to get another address.");
            }

            return Refuse(409, "uniqueness", $"The Looker account {existing.Id} with the address {email} belongs to another SCIM user, {owner}.");
        }

        if (AdoptionReview.Of(attempt.Integration.Policies, existing, email, row.ReleasedLookerId, wasOurs: row.LinkState == LinkState.Orphaned) is { } notYet)
        {
            return notYet;
        }

        row.LookerUserId = existing.Id;
        row.LinkState = LinkState.Adopted;
        ForgetMark();
        Known = new(existing.FirstName, existing.LastName, existing.EmailCredential ?? existing.Email, existing.IsDisabled);

        // Before the first call that changes it: a leaver has to be found again, whoever was killed in between.
        var (mark, known) = (row.CreationMark, Known.Store());
        await WriteDownAsync(r => (r.LookerUserId, r.LinkState, r.CreationMark, r.AppliedState) = (existing.Id, LinkState.Adopted, mark, known), ct);
        return null;
    }

    private async Task RemoveHalfMadeAsync(CancellationToken ct)
    {
        if (row.LookerUserId is { } ours)
        {
            await DeleteOursAsync(ours, ct);
        }

        row.LookerUserId = null;
        row.LinkState = LinkState.None;
        ForgetMark();
        Known = LookerUserState.Unknown;
    }

    /// <summary>Unless another attempt, without an answer, can still come to something.</summary>
    private void ForgetMark()
    {
        if (claim.Lease.IsSecondLook || CreationJournal.Parse(row.CreationMark) is not { IsLate: true })
        {
            row.CreationMark = null;
        }
    }

    private async Task DeleteOursAsync(string lookerUserId, CancellationToken ct)
    {
        try
        {
            await attempt.Looker.DeleteUserAsync(lookerUserId, ct);
        }
        catch (LookerNotFoundException)
        {
            // Gone is what was wanted.
        }
    }

    private Task JournalAsync(string lookerUserId, CancellationToken ct)
    {
        row.LookerUserId = lookerUserId;
        row.LinkState = LinkState.HalfMade;
        var known = Known?.Store();
        return WriteDownAsync(r => (r.LookerUserId, r.LinkState, r.AppliedState) = (lookerUserId, LinkState.HalfMade, known), ct);
    }

    private async Task WriteDownAsync(Action<ScimUserRow> facts, CancellationToken ct)
    {
        if (!await attempt.Store.JournalUserAsync(claim, facts, attempt.Effects.Take(), ct))
        {
            throw new LeaseLostException();
        }
    }

    private static SyncOutcome.Refused Refuse(int status, string? scimType, string detail) => new(new Refusal(status, scimType, detail));
}
