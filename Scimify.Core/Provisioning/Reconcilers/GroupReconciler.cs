using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Errors;
using Scimify.Core.Looker;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>Makes one Looker group match its SCIM group. Its members have rows of their own.</summary>
internal sealed class GroupReconciler(SyncAttempt attempt, SyncClaim.Group claim)
{
    /// <summary>Of Looker's names.</summary>
    private const int LongestName = 255;

    private readonly ScimGroupRow _row = claim.Value;
    private readonly Known<string?> _name = new(claim.KnowsNothing || claim.Value.LookerGroupId is null ? null : claim.Value.AppliedName);

    /// <summary>The name of a creation that was never answered. It need not be the name that is wanted by now.</summary>
    private string? _attempted = claim.Value is { LookerGroupId: null, CreationAttempted: true } ? claim.Value.AppliedName ?? claim.Value.DisplayName : null;
    private bool _isGone;

    /// <summary>True whatever the outcome of the attempt.</summary>
    public SyncFacts Facts
    {
        get
        {
            var (id, link, attempted, name, late) =
                (_row.LookerGroupId, _row.LinkState, _row.CreationAttempted, _row.CreationAttempted ? _attempted : _name.Value, _row.LateName);
            return new()
            {
                IsGone = _isGone,
                Group = row => (row.LookerGroupId, row.LinkState, row.CreationAttempted, row.AppliedName, row.LateName) = (id, link, attempted, name, late),
            };
        }
    }

    public async Task<SyncOutcome> RunAsync(CancellationToken ct)
    {
        try
        {
            return _row.DeletedAt is null ? await ConvergeAsync(ct) : await RemoveAsync(ct);
        }
        catch (LookerNotFoundException) when (_row.LookerGroupId is not null)
        {
            _row.LookerGroupId = null;
            _row.LinkState = LinkState.Orphaned;
            _name.Value = null;
            return _row.DeletedAt is null ? await ConvergeAsync(ct) : await RemoveAsync(ct);
        }
    }

    private async Task<SyncOutcome> ConvergeAsync(CancellationToken ct)
    {
        attempt.Effects.Serving = Facets.Existence;
        var isWrittenDown = _row.LookerGroupId is not null;
        if (!isWrittenDown && await LinkAsync(ct) is { } outcome)
        {
            return outcome;
        }

        if (_name.Value != _row.DisplayName)
        {
            attempt.Effects.Serving = Facets.Names;
            if (!isWrittenDown)
            {
                // It was found by a name that it is about to lose.
                await WriteDownAsync(ct);
            }

            try
            {
                await RenameAsync(_row.DisplayName, ct);
            }
            catch (LookerRejectedException e) when (!e.MayHaveHappened)
            {
                if (e.AlreadyExists && await WaitForOwnerAsync(ct) is { } waits)
                {
                    return waits;
                }

                await GoHomeAsync(ct);
                await RemoveLateAsync(ct);
                throw;
            }
        }

        attempt.Effects.Serving = Facets.Existence;
        await RemoveLateAsync(ct);
        return SyncOutcome.Applied.Instance;
    }

    private Task RenameAsync(string name, CancellationToken ct) =>
        _name.WriteAsync(null, name, () => attempt.Looker.RenameGroupAsync(_row.LookerGroupId!, name, ct));

    /// <summary>
    /// Another group has the name. If it is one of ours that is about to be renamed, this one waits for it. If that group in turn
    /// waits for this one's name, this one takes a name meanwhile that only Looker sees, and that tells the old one.
    /// </summary>
    /// <returns>Null if there is nobody to wait for.</returns>
    private async Task<SyncOutcome?> WaitForOwnerAsync(CancellationToken ct)
    {
        _name.Value ??= (await attempt.Looker.GetGroupAsync(_row.LookerGroupId!, ct)).Name;
        var owner = await attempt.Looker.FindGroupByNameAsync(_row.DisplayName, ct);
        if (owner?.Id == _row.LookerGroupId)
        {
            return null;
        }

        var move = owner is null
            ? OwnerMove.HasMoved
            : await attempt.Store.MoveOfOwnerAsync(RowKind.Group, _row.IntegrationKey, owner.Id, _row.DisplayName, _row.Key, ct);
        var isCycle = move is OwnerMove.Moves or OwnerMove.WouldMove
            && await attempt.Store.IsAwaitedByAsync(RowKind.Group, _row.IntegrationKey, owner!.Id, Home ?? _name.Value, _row.Key, ct);
        if (isCycle && Home is null)
        {
            await RenameAsync((Parked + _name.Value).Clipped(LongestName), ct);
        }

        return isCycle || move == OwnerMove.Moves || (move == OwnerMove.HasMoved && _row.Attempts < UserAddress.Patience)
            ? new SyncOutcome.Waits($"The name \"{_row.DisplayName}\" belongs to another SCIM group, which is about to get another one.")
            : null;
    }

    /// <summary>A group that has moved aside gets its old name again, unless another group has it by now.</summary>
    private async Task GoHomeAsync(CancellationToken ct)
    {
        try
        {
            if (Home is { } home)
            {
                await RenameAsync(home, ct);
            }
        }
        catch (LookerRejectedException e) when (!e.MayHaveHappened)
        {
            // It stays aside until the name that is wanted is free.
        }
    }

    /// <summary>Before the old name, in the name of a group that has moved aside.</summary>
    private string Parked => $"scimify-{_row.Id:N}: ";

    /// <summary>The name from before the group moved aside; null if it has not.</summary>
    private string? Home => _name.Value?.StartsWith(Parked, StringComparison.Ordinal) == true ? _name.Value[Parked.Length..] : null;

    /// <returns>Null if linked.</returns>
    private async Task<SyncOutcome?> LinkAsync(CancellationToken ct)
    {
        var isRepeated = await FindAttemptedAsync(ct);
        if (_row.LookerGroupId is not null)
        {
            return null;
        }

        if (!isRepeated && await attempt.Looker.FindGroupByNameAsync(_row.DisplayName, ct) is { } existing)
        {
            if (await attempt.Store.MoveOfOwnerAsync(RowKind.Group, _row.IntegrationKey, existing.Id, _row.DisplayName, _row.Key, ct) is var move
                && (move == OwnerMove.Moves || (move == OwnerMove.HasMoved && _row.Attempts < UserAddress.Patience)))
            {
                return new SyncOutcome.Waits($"The name \"{_row.DisplayName}\" belongs to another SCIM group, which is about to get another one.");
            }

            return Adopt(existing);
        }

        var name = _row.DisplayName;
        (_row.CreationAttempted, _attempted) = (true, name);
        await WriteDownAsync(ct);
        var attempted = new Known<bool>(isRepeated);
        try
        {
            Link(await attempted.AskAsync(true, () => attempt.Looker.CreateGroupAsync(name, ct)), LinkState.Created);
            return null;
        }
        catch (LookerRejectedException e) when (e.AlreadyExists)
        {
            if (await attempt.Looker.FindGroupByNameAsync(name, ct) is not { } taken)
            {
                _row.CreationAttempted = attempted.Value;
                throw;
            }

            // It was not there before the first attempt, so this is that attempt's late effect.
            if (isRepeated && taken.IsManageable)
            {
                Link(taken, LinkState.Created);
                _row.LateName = null;
                return null;
            }

            _row.CreationAttempted = false;
            return Adopt(taken);
        }
        catch (LookerException)
        {
            _row.CreationAttempted = attempted.Value;
            throw;
        }
    }

    /// <summary>Looks for the group that an unanswered attempt may have created. It was not there before that attempt, so it is ours.</summary>
    /// <returns>True if the wanted name was attempted before and is now known not to be there.</returns>
    private async Task<bool> FindAttemptedAsync(CancellationToken ct)
    {
        if (_attempted is not { } attempted)
        {
            return false;
        }

        var found = await attempt.Looker.FindGroupByNameAsync(attempted, ct);
        if (found is { IsManageable: true })
        {
            Link(found, LinkState.Created);
        }

        if (found is null && !claim.Lease.IsSecondLook)
        {
            _row.LateName ??= attempted;
        }

        return found is null && attempted.Equals(_row.DisplayName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The unanswered creation can no longer take effect. If it created a group after the SCIM group had got another name, nobody
    /// owns that group: it is deleted, unless another SCIM group has it by now or somebody has added people to it.
    /// </summary>
    private async Task RemoveLateAsync(CancellationToken ct)
    {
        if (!claim.Lease.IsSecondLook || _row.LateName is not { } name)
        {
            return;
        }

        var isOurs = _row.LookerGroupId is not null && name.Equals(_row.DisplayName, StringComparison.OrdinalIgnoreCase);
        if (!isOurs
            && await attempt.Looker.FindGroupByNameAsync(name, ct) is { IsManageable: true, UserCount: 0 } late
            && late.Id != _row.LookerGroupId
            && !await attempt.Store.IsLookerGroupOwnedAsync(_row.IntegrationKey, late.Id, _row.Key, ct))
        {
            await attempt.Looker.DeleteGroupAsync(late.Id, ct);
        }

        _row.LateName = null;
    }

    private SyncOutcome? Adopt(LookerGroup existing)
    {
        if (!existing.IsManageable)
        {
            return new SyncOutcome.Refused(new Refusal(
                409, "uniqueness", ErrorCodes.LookerGroupManaged, $"The Looker group \"{existing.Name}\" is managed outside of Scimify (SAML, LDAP, embedding or Looker itself) and cannot be taken over; use another name."));
        }

        if (AdoptionReview.Of(attempt.Integration.Policies, existing, _row.ReleasedLookerId, wasOurs: _row.LinkState == LinkState.Orphaned) is { } notYet)
        {
            return notYet;
        }

        Link(existing, LinkState.Adopted);
        return null;
    }

    private async Task WriteDownAsync(CancellationToken ct)
    {
        if (!await attempt.Store.JournalGroupAsync(claim, Facts.Group!, attempt.Effects.Take(), ct))
        {
            throw new LeaseLostException();
        }
    }

    private void Link(LookerGroup group, LinkState state)
    {
        _row.LookerGroupId = group.Id;
        _row.LinkState = state;
        _row.CreationAttempted = false;
        _attempted = null;
        _name.Value = group.Name;
    }

    private async Task<SyncOutcome> RemoveAsync(CancellationToken ct)
    {
        attempt.Effects.Serving = Facets.Existence;
        if (_row.LookerGroupId is null)
        {
            await FindAttemptedAsync(ct);
        }

        if (_row is { LookerGroupId: { } id, LinkState: LinkState.Created })
        {
            // Without an answer, whoever wants the group again finds out whether it is still there.
            await _name.WriteAsync(null, null, () => attempt.Looker.DeleteGroupAsync(id, ct));
            _row.LookerGroupId = null;
        }

        await RemoveLateAsync(ct);

        // An unanswered attempt to create it can still take effect, until the second look.
        _row.CreationAttempted = _row.CreationAttempted && _row.LookerGroupId is null && !claim.Lease.IsSecondLook;
        _isGone = _row is { LookerGroupId: null, CreationAttempted: false, LateName: null };
        return SyncOutcome.Applied.Instance;
    }
}
