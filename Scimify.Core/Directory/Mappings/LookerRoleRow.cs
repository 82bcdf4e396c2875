using System.Text.Json;

namespace Scimify.Core.Directory.Mappings;

/// <summary>
/// A Looker role that groups are mapped to. Looker knows only the whole list of a role's groups, so that the role is the
/// row that is worked on: its lease is the lock around reading, merging and writing the list.
/// </summary>
public sealed class LookerRoleRow : SyncColumns
{
    public long Key { get; set; }

    /// <summary>For the log of calls.</summary>
    public Guid Id { get; set; }

    /// <summary>Looker's id.</summary>
    public required string RoleId { get; set; }

    /// <summary>As it was called when it was mapped.</summary>
    public required string Name { get; set; }

    /// <summary>JSON: Looker ids of the groups that have the role through us.</summary>
    public string Granted { get; set; } = "[]";

    /// <summary>JSON: Looker ids of the groups whose place in the list a call without an answer may have changed.</summary>
    public string Attempted { get; set; } = "[]";

    /// <summary>False: somebody changed the list; it is read before anything is said of it.</summary>
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

    private static IReadOnlyList<string> Ids(string json) => JsonSerializer.Deserialize<string[]>(json) ?? [];
}

/// <summary>A SCIM group is to have a Looker role. Goes with the group.</summary>
public sealed class GroupRole
{
    public long GroupKey { get; set; }

    /// <summary>Looker's id.</summary>
    public required string RoleId { get; set; }

    public int IntegrationKey { get; set; }
}
