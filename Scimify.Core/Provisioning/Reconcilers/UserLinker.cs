using Scimify.Core.Directory;
using Scimify.Core.Directory.Users;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>
/// Finds or creates the Looker account of a SCIM user. Creating one takes two calls that cannot be joined. So each step is
/// recorded before the next, and an account that was cut in half is completed or removed.
/// </summary>
internal sealed class UserLinker(SyncAttempt attempt, SyncClaim.User claim, ScimUserRow row, bool wantsDisabled)
{
    private bool _isNew;

    /// <summary>What has been learned about the account; null for nothing new.</summary>
    public LookerUserState? Known { get; private set; }

    /// <summary>Looker has nothing of the account any longer, and nobody wants one.</summary>
    public bool IsGone { get; private set; }

    /// <returns>Null if the user is linked to a complete account; otherwise what prevents it.</returns>
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
            switch (await new ExistingAccounts(attempt, row).FindAsync(email, ct))
            {
                case { Outcome: { } notYet }:
                    return notYet;
                case { Account: { } existing }:
                    await AdoptAsync(existing, ct);
                    return null;
                default:
                    await CreateAsync(ct);
                    break;
            }
        }

        return await CompleteAsync(email, ct);
    }

    /// <summary>
    /// For an attempt that was never answered: an account that it may have created carries our mark. If the account is not there yet,
    /// the second look searches again.
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

    /// <summary>An unanswered attempt may have taken effect after the search, when another account had been created already.</summary>
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
        var journal = CreationJournal.After(CreationJournal.Parse(row.CreationMark), row);
        var mark = journal.Store();
        row.CreationMark = mark;
        await WriteDownAsync(r => r.CreationMark = mark, ct);
        var isMade = new Known<bool>(false);
        LookerUser made;
        try
        {
            made = await isMade.AskAsync(true, () => attempt.Looker.CreateUserAsync(row.LookerFirstName, row.LookerLastName, wantsDisabled, journal.Mark, ct));
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

    /// <summary>The second step. If somebody else has the address by now, our account has to be removed, and theirs adopted.</summary>
    private async Task<SyncOutcome?> CompleteAsync(string email, CancellationToken ct)
    {
        attempt.Effects.Serving = Facets.Address;
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
            else if (credential.Email != email)
            {
                await attempt.Looker.UpdateEmailCredentialAsync(row.LookerUserId!, email, ct);
            }
        }
        catch (LookerRejectedException e)
        {
            attempt.Accounts.Doubt();
            var owner = e.AlreadyExists ? await attempt.Looker.FindUserByEmailAsync(email, ct) : null;
            if (owner is null || owner.Id != row.LookerUserId)
            {
                await RemoveHalfMadeAsync(ct);
                if (owner is null)
                {
                    throw;
                }

                var choice = await new ExistingAccounts(attempt, row).WeighAsync(owner, email, ct);
                if (choice.Account is { } theirs)
                {
                    await AdoptAsync(theirs, ct);
                }

                return choice.Outcome;
            }
        }

        row.LinkState = LinkState.Created;
        ForgetMark();
        Known = (Known ?? LookerUserState.Unknown) with { Email = email };
        return null;
    }

    private async Task AdoptAsync(LookerUser existing, CancellationToken ct)
    {
        row.LookerUserId = existing.Id;
        row.LinkState = LinkState.Adopted;
        ForgetMark();
        Known = new(existing.FirstName, existing.LastName, AddressOf(existing), existing.IsDisabled);

        // Before the first call that changes the account: a leaver has to be found again, whatever is killed in between.
        var (mark, known) = (row.CreationMark, Known.Store());
        await WriteDownAsync(r => (r.LookerUserId, r.LinkState, r.CreationMark, r.AppliedState) = (existing.Id, LinkState.Adopted, mark, known), ct);
    }

    /// <summary>An account that is taken over keeps the case of its address, until SCIM changes the address.</summary>
    private string AddressOf(LookerUser existing) =>
        row.LookerEmail is { } email && existing.HasEmailCredential(email) ? email : existing.EmailCredential ?? LookerUserState.NoEmail;

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

    /// <summary>Unless another unanswered attempt can still take effect.</summary>
    private void ForgetMark()
    {
        if (claim.Lease.IsSecondLook || CreationJournal.Parse(row.CreationMark) is not { IsLate: true })
        {
            row.CreationMark = null;
        }
    }

    private async Task DeleteOursAsync(string lookerUserId, CancellationToken ct)
    {
        attempt.Effects.Serving = Facets.Existence;
        try
        {
            await attempt.Looker.DeleteUserAsync(lookerUserId, ct);
        }
        catch (LookerNotFoundException)
        {
            // It is gone already, which is what we want.
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
}
