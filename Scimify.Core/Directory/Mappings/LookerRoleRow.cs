using System.Text.Json;

namespace Scimify.Core.Directory.Mappings;

/// <summary>
/// A Looker role that groups are mapped to. Looker only knows the complete list of a role's groups, so the engine works on the
/// role's row. Its lease is the lock for reading, merging and writing the list.
/// </summary>
public sealed class LookerRoleRow : SyncColumns
{
    public long Key { get; set; }

    /// <summary>For the log of calls.</summary>
    public Guid Id { get; set; }

    /// <summary>Looker's id.</summary>
    public required string RoleId { get; set; }

    /// <summary>The role's name when it was mapped.</summary>
    public required string Name { get; set; }

    /// <summary>JSON: the Looker IDs of the groups that have the role through Scimify.</summary>
    public string Granted { get; set; } = "[]";

    /// <summary>JSON: the Looker IDs of groups whose place in the list an unanswered call may have changed.</summary>
    public string Attempted { get; set; } = "[]";

    /// <summary>False if somebody changed the list. It then has to be read before anything is said about it.</summary>
    public bool IsCertain { get; set; }

    public IReadOnlyList<string> GrantedIds
    {
        get => Ids(Granted);
        set => Granted = JsonSerializer.Serialize(value.Order(StringComparer.Ordinal));
    }

    public IReadOnlyList<string> AttemptedIds
    {
        get => Ids(Attempted);
        set => Attempted = JsonSerializer.Serialize(value.Order(StringComparer.Ordinal));
    }

    internal static IReadOnlyList<string> Ids(string json) => JsonSerializer.Deserialize<string[]>(json) ?? [];
}

/// <summary>A SCIM group that should have a Looker role. Deleted together with the group.</summary>
public sealed class GroupRole
{
    public long GroupKey { get; set; }

    /// <summary>Looker's id.</summary>
    public required string RoleId { get; set; }

    public int IntegrationKey { get; set; }
}
