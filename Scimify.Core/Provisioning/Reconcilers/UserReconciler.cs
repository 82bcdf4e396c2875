using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Errors;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>Makes one Looker account match its SCIM user, with the fewest calls.</summary>
internal sealed class UserReconciler(SyncAttempt attempt, SyncClaim.User claim)
{
    private readonly ScimUserRow _row = claim.Value;
    private readonly Known<LookerUserState> _account = new(claim.KnowsNothing
        ? LookerUserState.Parse(claim.Value.AppliedState).ToDoubted()
        : LookerUserState.Parse(claim.Value.AppliedState));

    private readonly UserRefusals _refusals = new();

    /// <summary>Why the address has to wait for another row of ours.</summary>
    private string? _waits;
    private bool _isGone;

    private LookerUserState Known
    {
        get => _account.Value;
        set => _account.Value = value;
    }

    private bool WantsDisabled => UserDifference.WantsDisabled(_row);

    /// <summary>This holds even for what was requested before the account became protected. A half-made account of ours is not protected.</summary>
    private bool IsProtected => _row is { Protection: not Protection.None, CreationMark: null, LinkState: not LinkState.HalfMade } && _row switch
    {
        { LookerUserId: null } => _row.DeletedAt is null,
        { DeletedAt: not null } when attempt.Integration.Policies.OnDelete == DeletionPolicy.Delete => true,
        _ => !UserDifference.Account(Known, _row).IsEmpty || UserDifference.Email(Known, _row) is not null,
    };

    /// <summary>True whatever the outcome of the attempt.</summary>
    public SyncFacts Facts
    {
        get
        {
            var (id, link, mark, known) = (_row.LookerUserId, _row.LinkState, _row.CreationMark, Known.Store());
            return new()
            {
                IsGone = _isGone,
                User = row => (row.LookerUserId, row.LinkState, row.CreationMark, row.AppliedState) = (id, link, mark, known),
            };
        }
    }

    public async Task<SyncOutcome> RunAsync(CancellationToken ct)
    {
        try
        {
            return await ConvergeAsync(ct);
        }
        catch (LookerNotFoundException) when (_row.LookerUserId is not null)
        {
            Forget();
            return await ConvergeAsync(ct);
        }
    }

    private async Task<SyncOutcome> ConvergeAsync(CancellationToken ct)
    {
        if (_row.DeletedAt is not null && _row.LookerUserId is null && _row.CreationMark is null)
        {
            _isGone = true;
            return SyncOutcome.Applied.Instance;
        }

        if (IsProtected)
        {
            return new SyncOutcome.Refused(new Refusal(403, null, ErrorCodes.AccountProtected, ProtectionWords.Refusal(_row.LookerUserId, _row.LookerEmail, _row.Protection)));
        }

        if (WantsDisabled && _row is { LookerUserId: null, CreationMark: null } && Known.RefusalOf(UserParts.Existence, _row.LookerEmail) is { } never)
        {
            // There is no account of ours whose access could be taken away.
            return new SyncOutcome.Applied { Remaining = new(ErrorCodes.Find(never.Code), never.Detail, never.RequestId) };
        }

        if (_row.LookerUserId is null || _row.LinkState == LinkState.HalfMade)
        {
            attempt.Effects.Serving = Facets.Existence;
            var linker = new UserLinker(attempt, claim, _row, WantsDisabled);
            try
            {
                if (await linker.LinkAsync(ct) is { } outcome)
                {
                    _isGone = linker.IsGone;
                    return outcome is SyncOutcome.Refused refused && _row.LookerUserId is null ? WithoutAccount(refused.Refusal) : outcome;
                }
            }
            catch (LookerRejectedException e) when (!e.MayHaveHappened && _row.LookerUserId is null)
            {
                return WithoutAccount(OutcomeSorting.RefusalOf(e));
            }
            finally
            {
                Known = linker.Known is { } learnt ? learnt with { Refused = Known.Refused } : Known;
            }
        }

        if (_row.DeletedAt is not null && attempt.Integration.Policies.OnDelete == DeletionPolicy.Delete)
        {
            // Without an answer, whoever comes back finds out whether the account is still there.
            attempt.Effects.Serving = Facets.Existence | Facets.Access;
            await _account.WriteAsync(LookerUserState.Unknown, LookerUserState.Unknown, () => attempt.Looker.DeleteUserAsync(_row.LookerUserId!, ct));
            Forget();
            _isGone = true;
            return SyncOutcome.Applied.Instance;
        }

        // What takes access away goes before everything else.
        await UpdateAccountAsync(ct);
        await SweepAsync(ct);
        await UpdateEmailAsync(ct);
        await UpdateAttributesAsync(ct);
        attempt.Effects.Serving = Facets.Existence;
        await new UserLinker(attempt, claim, _row, WantsDisabled).RemoveLateAsync(ct);
        if (_waits is { } waits)
        {
            return new SyncOutcome.Waits(waits);
        }

        if (_refusals.Outcome(WantsDisabled && Known.IsDisabled == true) is { } some)
        {
            return some;
        }

        return UserDifference.Standing(Known, _row) is { } standing
            ? new SyncOutcome.Applied { Remaining = new(ErrorCodes.Find(standing.Code), standing.Detail, standing.RequestId) }
            : SyncOutcome.Applied.Instance;
    }

    /// <summary>No account in Looker may become ours, so nobody has access through us.</summary>
    private SyncOutcome.Refused WithoutAccount(Refusal refusal)
    {
        Refuse(Facets.Existence, UserParts.Existence, _row.LookerEmail, refusal, refusal.Status == 409);
        return _refusals.Outcome(leavesNoAccess: WantsDisabled)!;
    }

    /// <summary>Names and state go in one call. If Looker refuses it, neither keeps the other back.</summary>
    private async Task UpdateAccountAsync(CancellationToken ct)
    {
        var update = UserDifference.Account(Known, _row);
        if (update.IsEmpty)
        {
            return;
        }

        var state = update with { FirstName = null, LastName = null };
        var names = update with { IsDisabled = null };
        try
        {
            await SendAsync(update, ct);
        }
        catch (LookerRejectedException e) when (!e.MayHaveHappened)
        {
            // Without the right to change the account, another attempt makes sense only for a leaver.
            var mayTryApart = e.Status != 403 || WantsDisabled;
            var isStateRefused = !state.IsEmpty && (names.IsEmpty || !mayTryApart || !await IsAcceptedAsync(state, ct));
            if (isStateRefused)
            {
                Refuse(Facets.Access, UserParts.Access, WantsDisabled ? "disabled" : "enabled", e);
            }

            if (!names.IsEmpty && !(isStateRefused && mayTryApart && await IsAcceptedAsync(names, ct)))
            {
                Refuse(Facets.Names, UserParts.Names, UserParts.NamesOf(_row), e);
            }
        }
    }

    /// <returns>False if Looker refuses.</returns>
    private async Task<bool> IsAcceptedAsync(LookerUserUpdate update, CancellationToken ct)
    {
        try
        {
            await SendAsync(update, ct);
            return true;
        }
        catch (LookerRejectedException e) when (!e.MayHaveHappened)
        {
            return false;
        }
    }

    private Task SendAsync(LookerUserUpdate update, CancellationToken ct)
    {
        attempt.Effects.Serving = (update.IsDisabled is null ? Facets.None : Facets.Access)
            | (update.FirstName is null && update.LastName is null ? Facets.None : Facets.Names);
        return _account.WriteAsync(
            Known with
            {
                FirstName = update.FirstName is null ? Known.FirstName : null,
                LastName = update.LastName is null ? Known.LastName : null,
                IsDisabled = update.IsDisabled is null ? Known.IsDisabled : null,
            },
            Known with
            {
                FirstName = update.FirstName ?? Known.FirstName,
                LastName = update.LastName ?? Known.LastName,
                IsDisabled = update.IsDisabled ?? Known.IsDisabled,
                NeedsSweep = update.IsDisabled ?? Known.NeedsSweep,
            },
            () => attempt.Looker.UpdateUserAsync(_row.LookerUserId!, update, ct));
    }

    private void Refuse(Facets facet, string part, string? value, LookerRejectedException e) =>
        Refuse(facet, part, value, OutcomeSorting.RefusalOf(e), e.AlreadyExists);

    /// <summary>The refusal is a fact about the value: it is not sent again before somebody asks for it.</summary>
    private void Refuse(Facets facet, string part, string? value, Refusal refusal, bool isTaken = false)
    {
        _refusals.Add(facet, refusal);
        Known = Known.WithRefusal(part, new(value, refusal.Detail, claim.Columns.RequestId) { IsTaken = isTaken, Code = refusal.Code.Name });
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        if (Known.NeedsSweep)
        {
            attempt.Effects.Serving = Facets.Access;
            await AccountSweep.RunAsync(attempt, _row.LookerUserId!, ct);
            Known = Known with { NeedsSweep = false };
        }
    }

    private async Task UpdateEmailAsync(CancellationToken ct)
    {
        if (UserDifference.Email(Known, _row) is not { } email)
        {
            return;
        }

        attempt.Effects.Serving = Facets.Address;
        try
        {
            _waits = await new UserAddress(attempt, claim, _account).WriteAsync(email, ct);
        }
        catch (LookerRejectedException e) when (!e.MayHaveHappened)
        {
            Refuse(Facets.Address, UserParts.Address, email, e);
        }
    }

    /// <summary>One call for each attribute that differs. If Looker refuses one, the others are written all the same.</summary>
    private async Task UpdateAttributesAsync(CancellationToken ct)
    {
        attempt.Effects.Serving = Facets.Attributes;
        foreach (var wanted in UserDifference.Attributes(Known, _row))
        {
            var doubtful = Known.Doubting(wanted.Id);
            try
            {
                await _account.WriteAsync(doubtful, doubtful.With(wanted), () => WriteAttributeAsync(wanted, ct));
            }
            catch (LookerNotFoundException)
            {
                Known = doubtful;

                // Throws again if the account itself is gone.
                await attempt.Looker.GetUserAsync(_row.LookerUserId!, ct);
                Refuse(Facets.Attributes, UserParts.Attribute(wanted.Id), wanted.Value, new Refusal(
                    400, "invalidValue", ErrorCodes.LookerAttributeMissing, $"Looker has no user attribute “{wanted.Name}” ({wanted.Id}). Change the mapping."));
            }
            catch (LookerRejectedException e) when (!e.MayHaveHappened)
            {
                Refuse(Facets.Attributes, UserParts.Attribute(wanted.Id), wanted.Value, e);
            }
        }
    }

    private Task WriteAttributeAsync(DesiredAttribute wanted, CancellationToken ct) => wanted.Value is { } value
        ? attempt.Looker.SetUserAttributeValueAsync(_row.LookerUserId!, wanted.Id, value, ct)
        : attempt.Looker.DeleteUserAttributeValueAsync(_row.LookerUserId!, wanted.Id, ct);

    private void Forget()
    {
        // The mark of a half-made account is kept, so that it is searched for before another is created.
        _row.LinkState = _row.LinkState == LinkState.HalfMade ? LinkState.None : LinkState.Orphaned;
        _row.LookerUserId = null;
        Known = LookerUserState.Unknown;
    }
}
