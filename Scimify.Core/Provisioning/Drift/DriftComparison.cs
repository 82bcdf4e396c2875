using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Looker;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Drift;

/// <summary>A SCIM user with a Looker account, as it should be there. A leaver should be disabled and in no group.</summary>
/// <param name="RemovedFrom">The keys of groups that SCIM removed them from. They may be in them again by now.</param>
/// <param name="Settled">The parts that Looker was last known to have. The others were refused. None while the engine is about to write: then nothing is compared.</param>
public sealed record ManagedUser(
    long Key, Guid Id, string UserName, string LookerId, bool IsLeaver, bool IsDisabled, string FirstName, string LastName, string? Email,
    long Generation, Facets Settled, Protection Protection, IReadOnlyList<ManagedMembership> Memberships, IReadOnlySet<long> RemovedFrom)
{
    /// <summary>Whether nothing was requested between two readings, so that what Looker said in between counts.</summary>
    public bool IsUnchangedSince(ManagedUser earlier) =>
        (Generation, Settled) == (earlier.Generation, earlier.Settled) && Memberships.SequenceEqual(earlier.Memberships);
}

public readonly record struct ManagedMembership(long GroupKey, bool IsDesired, bool IsSettled, long Generation);

/// <summary>A SCIM group with a Looker group, as it should be there.</summary>
/// <inheritdoc cref="ManagedUser"/>
public sealed record ManagedGroup(long Key, Guid Id, string Name, string LookerId, long Generation, Facets Settled);

/// <summary>The managed groups, searchable by both keys.</summary>
public sealed class ManagedGroups(IEnumerable<ManagedGroup> groups)
{
    private readonly Dictionary<string, ManagedGroup> _byLookerId = groups.ToDictionary(g => g.LookerId);
    private readonly Dictionary<long, ManagedGroup> _byKey = groups.ToDictionary(g => g.Key);

    public ManagedGroup? Of(string lookerId) => _byLookerId.GetValueOrDefault(lookerId);

    public ManagedGroup? Of(long key) => _byKey.GetValueOrDefault(key);
}

/// <summary>A Looker role, and the groups that are mapped to it.</summary>
/// <param name="IsSettled">Whether Looker was last known to have this. Otherwise the engine is about to write, and nothing is compared.</param>
public sealed record ManagedRole(long Key, string RoleId, string Name, long Generation, bool IsSettled, IReadOnlyList<long> GroupKeys)
{
    public bool IsUnchangedSince(ManagedRole earlier) =>
        (Generation, IsSettled) == (earlier.Generation, earlier.IsSettled) && GroupKeys.SequenceEqual(earlier.GroupKeys);
}

/// <summary>The mapped attributes of a user with a Looker account, as they should be.</summary>
/// <param name="IsSettled">Whether Looker was last known to have all of them.</param>
/// <param name="Known">What Looker is known to have where it refused something, and nothing is under way; otherwise null.</param>
/// <inheritdoc cref="ManagedUser"/>
public sealed record ManagedAttributes(long Key, Guid Id, string UserName, string LookerId, long Generation, bool IsSettled, string Desired, string? Known)
{
    /// <summary>Those that Looker was last known to have, and that it shows.</summary>
    internal IEnumerable<DesiredAttribute> Comparable()
    {
        var known = Known is null ? null : LookerUserState.Parse(Known);
        return MappingSet.Desired(Desired).Where(a => !a.IsSeeded && !a.IsHidden && (IsSettled || known?.Has(a) == true));
    }
}

/// <summary>A difference as it was found.</summary>
/// <inheritdoc cref="DriftItem"/>
public sealed record DriftFinding(
    DriftKind Kind, string ResourceType, Guid ScimId, string LookerId, string Name, string Field, string? Desired, string? Actual,
    long? UserKey = null, long? GroupKey = null, string MemberLookerId = "")
{
    public bool IsManaged => Kind != DriftKind.MemberAdded;

    /// <summary>Access that SCIM removed and somebody gave back by hand.</summary>
    public bool IsUrgent { get; init; } = Kind == DriftKind.UserEnabled;
}

/// <summary>Finds the differences between SCIM and Looker. Pure.</summary>
public static class DriftComparison
{
    /// <param name="actual">Null if there is no such account.</param>
    public static IEnumerable<DriftFinding> OfUser(ManagedUser wanted, LookerUser? actual, ManagedGroups groups)
    {
        if (wanted.Settled == Facets.None)
        {
            return [];
        }

        return actual is null
            ? wanted.IsLeaver ? [] : [Finding(wanted, DriftKind.UserMissing, "", wanted.Email, null)]
            : [.. Account(wanted, actual), .. Memberships(wanted, actual, groups)];
    }

    /// <summary>Somebody whom SCIM does not know may still be in managed groups.</summary>
    public static IEnumerable<DriftFinding> OfStranger(LookerUser actual, ManagedGroups groups) =>
        actual.GroupIds.Select(groups.Of).OfType<ManagedGroup>().Select(group => Added(group, actual, null));

    /// <param name="actual">Null if there is no such group.</param>
    public static IEnumerable<DriftFinding> OfGroup(ManagedGroup wanted, LookerGroup? actual)
    {
        if (wanted.Settled == Facets.None)
        {
            yield break;
        }

        if (actual is null)
        {
            yield return new(DriftKind.GroupMissing, "Group", wanted.Id, wanted.LookerId, wanted.Name, "", wanted.Name, null, GroupKey: wanted.Key);
        }
        else if (wanted.Settled.HasFlag(Facets.Names) && actual.Name != wanted.Name)
        {
            yield return new(DriftKind.GroupRenamed, "Group", wanted.Id, wanted.LookerId, wanted.Name, "name", wanted.Name, actual.Name, GroupKey: wanted.Key);
        }
    }

    /// <summary>What people gave to other groups, or by hand to ours, is their own business.</summary>
    /// <param name="actual">The Looker IDs of the groups that have the role; empty if the role is gone.</param>
    public static IEnumerable<DriftFinding> OfRole(ManagedRole wanted, IReadOnlySet<string> actual, ManagedGroups groups) => !wanted.IsSettled
        ? []
        : wanted.GroupKeys.Select(groups.Of).OfType<ManagedGroup>().Where(group => !actual.Contains(group.LookerId)).Select(group => new DriftFinding(
            DriftKind.RoleChanged, "Group", group.Id, group.LookerId, group.Name, "roles", wanted.Name, null, GroupKey: group.Key, MemberLookerId: wanted.RoleId));

    /// <summary>Hidden values cannot be read, and seeded ones belong to people. If SCIM has no value, values from groups and defaults are right.</summary>
    public static IEnumerable<DriftFinding> OfAttributes(ManagedAttributes wanted, IReadOnlyList<LookerUserAttributeValue> actual)
    {
        foreach (var attribute in wanted.Comparable())
        {
            var value = actual.FirstOrDefault(v => v.UserAttributeId == attribute.Id);
            if (value is { ValueIsHidden: true } || (attribute.Value is null && !string.Equals(value?.Source, "user", StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            if (!string.Equals(value?.Value, attribute.Value, StringComparison.Ordinal))
            {
                yield return new(
                    DriftKind.AttributeChanged, "User", wanted.Id, wanted.LookerId, wanted.UserName, attribute.Name, attribute.Value, value?.Value, wanted.Key,
                    MemberLookerId: attribute.Id);
            }
        }
    }

    private static IEnumerable<DriftFinding> Account(ManagedUser wanted, LookerUser actual)
    {
        if (wanted.Settled.HasFlag(Facets.Access) && wanted.IsDisabled != actual.IsDisabled)
        {
            yield return Finding(
                wanted, actual.IsDisabled ? DriftKind.UserDisabled : DriftKind.UserEnabled, "is_disabled", Text(wanted.IsDisabled), Text(actual.IsDisabled));
        }

        if (wanted.IsLeaver)
        {
            yield break;
        }

        var hasNames = wanted.Settled.HasFlag(Facets.Names);
        if (hasNames && wanted.FirstName != actual.FirstName)
        {
            yield return Finding(wanted, DriftKind.UserChanged, "first_name", wanted.FirstName, actual.FirstName);
        }

        if (hasNames && wanted.LastName != actual.LastName)
        {
            yield return Finding(wanted, DriftKind.UserChanged, "last_name", wanted.LastName, actual.LastName);
        }

        if (!wanted.Settled.HasFlag(Facets.Address))
        {
            yield break;
        }

        if (actual.EmailCredential is null)
        {
            yield return Finding(wanted, DriftKind.CredentialMissing, "credentials_email", wanted.Email, null);
        }
        else if (wanted.Email is { } email && !email.Equals(actual.EmailCredential, StringComparison.OrdinalIgnoreCase))
        {
            yield return Finding(wanted, DriftKind.EmailChanged, "email", email, actual.EmailCredential);
        }
    }

    private static IEnumerable<DriftFinding> Memberships(ManagedUser wanted, LookerUser actual, ManagedGroups groups)
    {
        var known = wanted.Memberships.Select(m => m.GroupKey).ToHashSet();
        foreach (var group in actual.GroupIds.Select(groups.Of).OfType<ManagedGroup>())
        {
            if (!known.Contains(group.Key))
            {
                yield return Added(group, actual, wanted);
            }
        }

        foreach (var membership in wanted.Memberships.Where(m => m is { IsDesired: true, IsSettled: true }))
        {
            if (groups.Of(membership.GroupKey) is { } group && !actual.GroupIds.Contains(group.LookerId))
            {
                yield return new(
                    DriftKind.MemberMissing, "Group", group.Id, group.LookerId, group.Name, "members", wanted.Email ?? wanted.UserName, null,
                    wanted.Key, group.Key, actual.Id);
            }
        }
    }

    private static DriftFinding Added(ManagedGroup group, LookerUser actual, ManagedUser? known) => new(
        DriftKind.MemberAdded, "Group", group.Id, group.LookerId, group.Name, "members", null,
        actual.Email ?? actual.EmailCredential ?? $"{actual.FirstName} {actual.LastName}".Trim(), known?.Key, group.Key, actual.Id)
    {
        IsUrgent = known is not null && (known.IsLeaver || known.RemovedFrom.Contains(group.Key)),
    };

    private static DriftFinding Finding(ManagedUser wanted, DriftKind kind, string field, string? desired, string? actual) =>
        new(kind, "User", wanted.Id, wanted.LookerId, wanted.UserName, field, desired, actual, wanted.Key);

    private static string Text(bool value) => value ? "true" : "false";
}
