using Scimify.Core.Directory;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Portal.Scim;

/// <summary>
/// The entity tag of an answer, the same in the header and in <c>meta.version</c> (RFC 7643 section 3.1). It changes with
/// everything that the answer shows, even if that is written elsewhere: a user's groups, a group's members, Looker's names.
/// </summary>
internal static class ResourceVersion
{
    /// <param name="groups">The groups in the answer.</param>
    public static string Of(UserView user, IEnumerable<GroupReference> groups, Projection projection)
    {
        var seen = default(Fingerprint);
        foreach (var group in groups)
        {
            seen.Add(group.Id);
            seen.Add(group.DisplayName);
        }

        if (ShowsLooker(projection, SchemaUrns.LookerUser))
        {
            seen.Add(user.LookerUserId);
        }

        return ETag.Format(user.Version, seen.Value);
    }

    public static string Of(GroupView group, ProvisioningTarget target, Projection projection)
    {
        var seen = default(Fingerprint);
        if (group.MembersVersion > 0 && (projection.IsDefault || projection.Includes("members")))
        {
            seen.Add(group.MembersVersion);
        }

        if (ShowsLooker(projection, SchemaUrns.LookerGroup))
        {
            seen.Add(group.LookerGroupId);
            seen.Add(target.GroupDescription);
        }

        return ETag.Format(group.Version, seen.Value);
    }

    public static string Of(RoleView role) => ETag.Format(role.Version);

    private static bool ShowsLooker(Projection projection, string extension) => !projection.IsDefault && projection.Includes(extension);

    /// <summary>FNV-1a of 64 bits, the same in every process; 0 if nothing was added.</summary>
    private struct Fingerprint
    {
        private const ulong Basis = 14695981039346656037;
        private const ulong Prime = 1099511628211;

        public ulong Value { get; private set; }

        public void Add(Guid id)
        {
            Span<byte> bytes = stackalloc byte[16];
            id.TryWriteBytes(bytes);
            foreach (var part in bytes)
            {
                Add((ulong)part);
            }
        }

        public void Add(long number) => Add((ulong)number);

        public void Add(string? text)
        {
            foreach (var character in text ?? "")
            {
                Add((ulong)character);
            }

            Add(0UL);
        }

        private void Add(ulong part) => Value = ((Value == 0 ? Basis : Value) ^ part) * Prime;
    }
}
