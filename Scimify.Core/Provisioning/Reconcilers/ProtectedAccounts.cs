using Scimify.Core.Directory.Guard;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>
/// Which Looker accounts are protected: the API credential's own user and administrators. The answer is cached for a while, and
/// requested only if an existing account was found, so that creating a new one costs no extra call.
/// </summary>
public sealed class ProtectedAccounts(LookerClient client, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(30);

    private volatile Known? _known;
    private volatile ReadRoles? _roles;

    /// <returns>Why the account must not be touched; null if it may be.</returns>
    public async Task<string?> ReasonAsync(LookerClient observed, LookerUser user, CancellationToken ct)
    {
        if (!user.IsPerson)
        {
            return "it is a service account, an embed user or a Looker employee";
        }

        var protection = (await KnownAsync(observed, ct)).Of(user);
        return protection == Protection.None ? null : ProtectionWords.Reason(protection);
    }

    /// <summary>For a comparison: somebody without any role cannot be an administrator, so no call is needed.</summary>
    public async Task<Protection> OfAsync(LookerClient observed, LookerUser user, CancellationToken ct) =>
        user.RoleIds.Count == 0 ? Protection.None : (await KnownAsync(observed, ct)).Of(user);

    /// <summary>Whether an account made it necessary to read Looker's roles.</summary>
    public bool HasReadRoles => _roles is not null;

    /// <summary>All roles of Looker, as they were read to find its administrators. Otherwise that is one call.</summary>
    public async Task<IReadOnlyList<LookerRole>> RolesAsync(LookerClient observed, CancellationToken ct) => (await ReadAsync(observed, ct)).Roles;

    /// <summary>Whether these answers belong to this connection.</summary>
    public bool IsOf(LookerClient other) => client.Connection.Equals(other.Connection);

    private async Task<Known> KnownAsync(LookerClient observed, CancellationToken ct)
    {
        // Two callers at the same time ask twice, which is rare and harmless.
        if (_known is not { } known || clock.GetElapsedTime(known.At) > KeptFor)
        {
            var me = await observed.GetMeAsync(ct);
            var read = await ReadAsync(observed, ct);
            known = new(read.At, me.Id, read.Roles);
            _known = known;
        }

        return known;
    }

    private async Task<ReadRoles> ReadAsync(LookerClient observed, CancellationToken ct)
    {
        if (_roles is not { } read || clock.GetElapsedTime(read.At) > KeptFor)
        {
            read = new(clock.GetTimestamp(), await observed.ListRolesAsync(ct));
            _roles = read;
        }

        return read;
    }

    private sealed record ReadRoles(long At, IReadOnlyList<LookerRole> Roles);

    private sealed record Known(long At, string ApiUserId, IReadOnlyList<LookerRole> Roles)
    {
        private readonly HashSet<string> _adminRoleIds = [.. Roles.Where(r => r.IsAdmin).Select(r => r.Id)];

        public Protection Of(LookerUser user) =>
            (user.Id == ApiUserId ? Protection.ApiUser : Protection.None) | (user.RoleIds.Any(_adminRoleIds.Contains) ? Protection.Administrator : Protection.None);
    }
}
