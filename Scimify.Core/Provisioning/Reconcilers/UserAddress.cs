using Scimify.Core.Directory;
using Scimify.Core.Directory.Users;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>
/// Gives an account its address. Looker has each address once: where another account of ours has it and is about to move,
/// this one waits. Where somebody also waits for the address that this one has, it moves out of the way meanwhile, to an
/// address that only Looker sees. The row stays due until the account has the address that is wanted, or its old one again.
/// </summary>
internal sealed class UserAddress(SyncAttempt attempt, ScimUserRow row, Known<LookerUserState> account)
{
    /// <summary>So often is Looker believed that it will give an address out that, as it says, nobody has.</summary>
    public const int Patience = 5;

    private string Parked => $"scimify-{row.Id:N}";

    /// <returns>Null: it is written. Else what it waits for.</returns>
    /// <exception cref="LookerRejectedException">Looker refuses the address, and nobody is about to give it up.</exception>
    public async Task<string?> WriteAsync(string email, CancellationToken ct)
    {
        try
        {
            await SendAsync(email, account.Value with { Email = email, ParkedFrom = null }, ct);
            return null;
        }
        catch (LookerRejectedException e) when (e.AlreadyExists && !e.MayHaveHappened)
        {
            if (await WaitForOwnerAsync(email, ct) is { } waits)
            {
                return waits;
            }

            throw;
        }
    }

    private async Task<string?> WaitForOwnerAsync(string email, CancellationToken ct)
    {
        var owner = await attempt.Looker.FindUserByEmailAsync(email, ct);
        if (owner?.Id == row.LookerUserId)
        {
            return null;
        }

        var move = owner is null
            ? OwnerMove.HasMoved
            : await attempt.Store.MoveOfOwnerAsync(RowKind.User, row.IntegrationKey, owner.Id, email, row.Key, ct);
        if (move == OwnerMove.Stays || (move == OwnerMove.HasMoved && row.Attempts >= Patience))
        {
            return account.Value.ParkedFrom is { } home ? await GoHomeAsync(home, ct) : null;
        }

        if (move != OwnerMove.HasMoved && account.Value is { ParkedFrom: null, Email: { Length: > 0 } mine }
            && await attempt.Store.IsWantedAsync(RowKind.User, row.IntegrationKey, mine, row.Key, ct))
        {
            var aside = Parked + mine[mine.LastIndexOf('@')..];
            await TryAsync(() => SendAsync(aside, account.Value with { Email = aside, ParkedFrom = mine }, ct));
        }

        return move != OwnerMove.WouldMove || account.Value.ParkedFrom is not null
            ? $"The address {email} belongs to another SCIM user, who is about to get another one."
            : null;
    }

    private async Task<string?> GoHomeAsync(string home, CancellationToken ct) =>
        await TryAsync(() => SendAsync(home, account.Value with { Email = home, ParkedFrom = null }, ct))
            ? null
            : $"Neither the address that is wanted nor the one before, {home}, is free in Looker.";

    private async Task SendAsync(string email, LookerUserState written, CancellationToken ct)
    {
        var unknown = account.Value with { Email = null };
        if (account.Value.Email == LookerUserState.NoEmail)
        {
            try
            {
                await account.WriteAsync(unknown, written, () => attempt.Looker.CreateEmailCredentialAsync(row.LookerUserId!, email, ct));
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
            await account.WriteAsync(unknown, written, () => attempt.Looker.UpdateEmailCredentialAsync(row.LookerUserId!, email, ct));
        }
        catch (LookerNotFoundException)
        {
            account.Value = unknown;
            await account.WriteAsync(unknown, written, () => attempt.Looker.CreateEmailCredentialAsync(row.LookerUserId!, email, ct));
        }
    }

    /// <returns>False when Looker refuses it.</returns>
    private static async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (LookerRejectedException e) when (!e.MayHaveHappened)
        {
            return false;
        }
    }
}
