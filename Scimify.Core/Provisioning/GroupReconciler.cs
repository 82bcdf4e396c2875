using Scimify.Core.Directory;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning;

/// <summary>Makes one Looker group what its SCIM group asks for. Its members are rows of their own.</summary>
internal sealed class GroupReconciler(SyncAttempt attempt, SyncClaim.Group claim)
{
    private readonly ScimGroupRow _row = claim.Value;
    private string? _name = claim.IsAfterCrash ? null : claim.Value.AppliedName;
    private bool _isGone;

    /// <summary>True, whatever came of the attempt.</summary>
    public SyncFacts Facts
    {
        get
        {
            var (id, link, attempted, name) = (_row.LookerGroupId, _row.LinkState, _row.CreationAttempted, _name);
            return new()
            {
                IsGone = _isGone,
                Group = row => (row.LookerGroupId, row.LinkState, row.CreationAttempted, row.AppliedName) = (id, link, attempted, name),
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
            _name = null;
            return _row.DeletedAt is null ? await ConvergeAsync(ct) : await RemoveAsync(ct);
        }
    }

    private async Task<SyncOutcome> ConvergeAsync(CancellationToken ct)
    {
        if (_row.LookerGroupId is null && await LinkAsync(ct) is { } outcome)
        {
            return outcome;
        }

        if (_name != _row.DisplayName)
        {
            var before = _name;
            _name = null;
            try
            {
                await attempt.Looker.RenameGroupAsync(_row.LookerGroupId!, _row.DisplayName, ct);
            }
            catch (LookerException e) when (e is not LookerUnavailableException { MayHaveHappened: true })
            {
                _name = before;
                throw;
            }

            _name = _row.DisplayName;
        }

        return SyncOutcome.Applied.Instance;
    }

    /// <returns>Null when linked.</returns>
    private async Task<SyncOutcome?> LinkAsync(CancellationToken ct)
    {
        if (await attempt.Looker.FindGroupByNameAsync(_row.DisplayName, ct) is { } existing)
        {
            return Adopt(existing);
        }

        if (!await attempt.Store.JournalGroupAsync(claim, row => row.CreationAttempted = true, attempt.Effects.Take(), ct))
        {
            throw new LeaseLostException();
        }

        _row.CreationAttempted = true;
        try
        {
            var made = await attempt.Looker.CreateGroupAsync(_row.DisplayName, ct);
            Link(made, LinkState.Created);
            return null;
        }
        catch (LookerRejectedException e)
        {
            _row.CreationAttempted = false;
            if (e.AlreadyExists && await attempt.Looker.FindGroupByNameAsync(_row.DisplayName, ct) is { } taken)
            {
                return Adopt(taken);
            }

            throw;
        }
        catch (LookerException e) when (e is not LookerUnavailableException { MayHaveHappened: true })
        {
            _row.CreationAttempted = false;
            throw;
        }
    }

    private SyncOutcome.Refused? Adopt(LookerGroup existing)
    {
        if (!existing.IsManageable)
        {
            return new SyncOutcome.Refused(new Refusal(
                409, "uniqueness", $"The Looker group \"{existing.Name}\" is managed outside of Scimify (SAML, LDAP, embedding or Looker itself) and cannot be taken over; use another name."));
        }

        // Looked up before the first attempt and not there: a group of this name is the one that the attempt made.
        if (_row.CreationAttempted)
        {
            Link(existing, LinkState.Created);
            return null;
        }

        if (attempt.Integration.Policies.Adoption == "off" && _row.LinkState != LinkState.Orphaned)
        {
            return new SyncOutcome.Refused(new Refusal(
                409, "uniqueness", $"A Looker group named \"{existing.Name}\" exists already, and taking over existing groups is off for this integration."));
        }

        Link(existing, LinkState.Adopted);
        return null;
    }

    private void Link(LookerGroup group, LinkState state)
    {
        _row.LookerGroupId = group.Id;
        _row.LinkState = state;
        _row.CreationAttempted = false;
        _name = group.Name;
    }

    private async Task<SyncOutcome> RemoveAsync(CancellationToken ct)
    {
        if (_row.LookerGroupId is null && _row.CreationAttempted
            && await attempt.Looker.FindGroupByNameAsync(_row.DisplayName, ct) is { IsManageable: true } made)
        {
            Link(made, LinkState.Created);
        }

        if (_row is { LookerGroupId: { } id, LinkState: LinkState.Created })
        {
            await attempt.Looker.DeleteGroupAsync(id, ct);
            _row.LookerGroupId = null;
        }

        _isGone = _row.LookerGroupId is null;
        return SyncOutcome.Applied.Instance;
    }
}
