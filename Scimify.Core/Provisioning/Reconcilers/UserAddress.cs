using Scimify.Core.Directory;
using Scimify.Core.Directory.Users;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>
/// Gives an account its address. Looker has each address once. If another account of ours has it and is about to move, this one
/// waits. If that account in turn waits for this one's address, this one moves aside, to an address that only Looker sees. The row
/// stays due until the account has the address that is wanted, or is refused it and goes back.
/// </summary>
internal sealed class UserAddress(SyncAttempt attempt, SyncClaim.User claim, Known<LookerUserState> account)
{
    /// <summary>How often Looker may say that an address is taken and that nobody has it.</summary>
    public const int Patience = 5;

    private readonly ScimUserRow _row = claim.Value;

    private string Parked => $"scimify-{_row.Id:N}";

    /// <returns>Null if it is written, or else what it waits for.</returns>
    /// <exception cref="LookerRejectedException">Looker refuses the address, and nobody is about to give it up.</exception>
    public async Task<string?> WriteAsync(string email, CancellationToken ct)
    {
        try
        {
            await SendAsync(email, account.Value with { Email = email, ParkedFrom = null }, ct);
            return null;
        }
        catch (LookerRejectedException e) when (!e.MayHaveHappened)
        {
            var owner = e.AlreadyExists ? await OwnerAsync(email, ct) : null;
            if (owner is not null && owner.Id == _row.LookerUserId)
            {
                // Looker counts the account's own address as taken, in whatever case. It has the address, and keeps the case.
                account.Value = account.Value with { Email = email, ParkedFrom = null };
                return null;
            }

            if (e.AlreadyExists && await WaitForAsync(owner, email, ct) is { } waits)
            {
                return waits;
            }

            if (account.Value.ParkedFrom is { } home)
            {
                // If somebody else has that one by now, the account stays aside until the address that is wanted is free.
                await TryAsync(() => SendAsync(home, account.Value with { Email = home, ParkedFrom = null }, ct));
            }

            throw;
        }
    }

    /// <summary>Whoever has the address in Looker. What this account has is found out as well, if it is not known.</summary>
    private async Task<LookerUser?> OwnerAsync(string email, CancellationToken ct)
    {
        if (account.Value is { Email: null } && await attempt.Looker.GetEmailCredentialAsync(_row.LookerUserId!, ct) is { } credential)
        {
            account.Value = account.Value with { Email = credential.Email };
        }

        return await attempt.Looker.FindUserByEmailAsync(email, ct);
    }

    /// <returns>Null if there is nobody to wait for.</returns>
    private async Task<string?> WaitForAsync(LookerUser? owner, string email, CancellationToken ct)
    {
        if (owner is not null && await attempt.Store.GiveAddressUpAsync(_row.IntegrationKey, owner.Id, email, ct))
        {
            return $"The address {email} belongs to another SCIM user, who was deleted in the identity provider and is about to give it up.";
        }

        var move = owner is null
            ? OwnerMove.HasMoved
            : await attempt.Store.MoveOfOwnerAsync(RowKind.User, _row.IntegrationKey, owner.Id, email, _row.Key, ct);
        var isCycle = move is OwnerMove.Moves or OwnerMove.WouldMove && (account.Value.ParkedFrom ?? account.Value.Email) is { Length: > 0 } mine
            && await attempt.Store.IsAwaitedByAsync(RowKind.User, _row.IntegrationKey, owner!.Id, mine, _row.Key, ct);
        if (isCycle && account.Value is { ParkedFrom: null, Email: { Length: > 0 } home })
        {
            await MoveAsideAsync(home, ct);
        }

        return isCycle || move == OwnerMove.Moves || (move == OwnerMove.HasMoved && _row.Attempts < Patience)
            ? $"The address {email} belongs to another SCIM user, who is about to get another one."
            : null;
    }

    /// <summary>The old address is recorded first, so that nothing that dies or is cut off from here on can leave the account without it.</summary>
    private async Task MoveAsideAsync(string home, CancellationToken ct)
    {
        account.Value = account.Value with { ParkedFrom = home };
        var known = account.Value.Store();
        if (!await attempt.Store.JournalUserAsync(claim, row => row.AppliedState = known, attempt.Effects.Take(), ct))
        {
            throw new LeaseLostException();
        }

        var aside = Parked + home[home.LastIndexOf('@')..];
        await TryAsync(() => SendAsync(aside, account.Value with { Email = aside }, ct));
    }

    private async Task SendAsync(string email, LookerUserState written, CancellationToken ct)
    {
        var unknown = account.Value with { Email = null };
        if (account.Value.Email == LookerUserState.NoEmail)
        {
            try
            {
                await account.WriteAsync(unknown, written, () => attempt.Looker.CreateEmailCredentialAsync(_row.LookerUserId!, email, ct));
                return;
            }
            catch (LookerRejectedException e) when (e.AlreadyExists && !e.MayHaveHappened)
            {
                // Either somebody else has the address, or the account has a credential by now.
                account.Value = unknown;
            }
        }

        try
        {
            await account.WriteAsync(unknown, written, () => attempt.Looker.UpdateEmailCredentialAsync(_row.LookerUserId!, email, ct));
        }
        catch (LookerNotFoundException)
        {
            account.Value = unknown;
            await account.WriteAsync(unknown, written, () => attempt.Looker.CreateEmailCredentialAsync(_row.LookerUserId!, email, ct));
        }
    }

    /// <summary>If Looker refuses, everything stays as it is.</summary>
    private static async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (LookerRejectedException e) when (!e.MayHaveHappened)
        {
            // The caller goes on with what is there.
        }
    }
}
