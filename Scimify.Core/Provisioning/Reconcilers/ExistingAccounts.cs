using Scimify.Core.Directory;
using Scimify.Core.Directory.Users;
using Scimify.Core.Errors;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>Whether one of Looker's accounts becomes a SCIM user's. Reads only.</summary>
internal sealed class ExistingAccounts(SyncAttempt attempt, ScimUserRow row)
{
    /// <summary>Nobody has the address, so an account may be created, unless there is something to take or to wait for.</summary>
    /// <param name="Account">The account to take over.</param>
    /// <param name="Outcome">Why none may be taken over or created.</param>
    public readonly record struct Choice(LookerUser? Account, SyncOutcome? Outcome);

    public async Task<Choice> FindAsync(string email, CancellationToken ct)
    {
        IReadOnlyList<LookerUser> accounts;
        try
        {
            accounts = await attempt.Accounts.FindAsync(attempt.Looker, email, ct);
        }
        catch (LookerRejectedException e)
        {
            var refusal = OutcomeSorting.RefusalOf(e);
            return Not(refusal with { Detail = $"{Unknown(email)} {refusal.Detail}" });
        }
        catch (LookerNotFoundException)
        {
            return Not(new Refusal(403, null, ErrorCodes.LookerUsersHidden, $"{Unknown(email)} Looker hides its users from this API credential."));
        }

        var owner = accounts.FirstOrDefault(a => a.HasEmailCredential(email));
        var candidates = new List<LookerUser>();
        foreach (var account in accounts.Where(a => a.IsPerson && a.Id != owner?.Id))
        {
            // Looker gives out only the e-mail credential's address once. An account that another SCIM user has by now keeps its old login.
            if (await attempt.Store.OwnerOfLookerUserAsync(row.IntegrationKey, account.Id, row.Key, ct) is null)
            {
                candidates.Add(account);
            }
        }

        if (owner is not null)
        {
            candidates.Insert(0, owner);
        }

        return candidates.Count switch
        {
            0 => default,
            1 => await WeighAsync(candidates[0], email, ct),
            _ => await ChooseAsync(candidates, owner, email, ct),
        };
    }

    /// <summary>Whether this account, which has the address, may be taken over.</summary>
    public async Task<Choice> WeighAsync(LookerUser existing, string email, CancellationToken ct)
    {
        if (await ObstacleAsync(existing, email, ct) is { } obstacle)
        {
            return obstacle;
        }

        return AdoptionReview.Of(attempt.Integration.Policies, existing, email, row.ReleasedLookerId, wasOurs: row.LinkState == LinkState.Orphaned, wantsEnabled: !UserDifference.WantsDisabled(row)) is { } notYet
            ? new(null, notYet)
            : new(existing, null);
    }

    /// <summary>Only a person can tell which of them it is.</summary>
    private async Task<Choice> ChooseAsync(List<LookerUser> candidates, LookerUser? owner, string email, CancellationToken ct)
    {
        if (candidates.Find(a => a.Id == row.ReleasedLookerId) is { } released)
        {
            return await WeighAsync(released, email, ct);
        }

        // Nobody else can have the address while another SCIM user has it.
        return owner is not null && await ObstacleAsync(owner, email, ct) is { } obstacle
            ? obstacle
            : new(null, AdoptionReview.OfSeveral(attempt.Integration.Policies, candidates, email, wasOurs: row.LinkState == LinkState.Orphaned));
    }

    private async Task<Choice?> ObstacleAsync(LookerUser existing, string email, CancellationToken ct)
    {
        if (await attempt.Protected.ReasonAsync(attempt.Looker, existing, ct) is { } reason)
        {
            return Not(new Refusal(403, null, ErrorCodes.AccountProtected, $"The Looker account {existing.Id} with the address {email} is protected: {reason}. It is not changed by SCIM."));
        }

        if (await attempt.Store.OwnerOfLookerUserAsync(row.IntegrationKey, existing.Id, row.Key, ct) is not { } owner)
        {
            return null;
        }

        if (owner.HasLeft)
        {
            return new(null, OfLeaver(existing, email, owner));
        }

        if (await attempt.Store.GiveAddressUpAsync(row.IntegrationKey, existing.Id, email, ct))
        {
            return new(null, new SyncOutcome.Waits($"The Looker account {existing.Id} with the address {email} belongs to another SCIM user, {owner.UserName}, who was deleted in the identity provider and is about to give it up."));
        }

        return await attempt.Store.MoveOfOwnerAsync(RowKind.User, row.IntegrationKey, existing.Id, email, row.Key, ct) is var move
            && (move == OwnerMove.Moves || (move == OwnerMove.HasMoved && row.Attempts < UserAddress.Patience))
            ? new(null, new SyncOutcome.Waits($"The Looker account {existing.Id} with the address {email} belongs to another SCIM user, {owner.UserName}, who is about to get another address."))
            : Not(new Refusal(409, "uniqueness", ErrorCodes.LookerAccountLinked, $"The Looker account {existing.Id} with the address {email} belongs to another SCIM user, {owner.UserName}."));
    }

    /// <summary>Another person has left with the address. Nobody inherits the account unasked, under any policy.</summary>
    private SyncOutcome OfLeaver(LookerUser existing, string email, AccountOwner leaver) => leaver.Progress is SyncState.Pending or SyncState.Planned
        ? new SyncOutcome.Waits($"The Looker account {existing.Id} with the address {email} belongs to {leaver.UserName}, who is just leaving.")
        : AdoptionReview.OfLeaver(existing, email, row.ExternalId, leaver);

    private static string Unknown(string email) =>
        $"Scimify could not find out whether a Looker account with the address {email} exists already, so it creates none.";

    private static Choice Not(Refusal refusal) => new(null, new SyncOutcome.Refused(refusal));
}
