namespace Scimify.Core.Directory.Memberships;

/// <summary>A user's membership in a group: what is desired, and what Looker was last known to have.</summary>
public sealed class MembershipRow : SyncColumns
{
    public long GroupKey { get; set; }

    public long UserKey { get; set; }

    public bool Desired { get; set; }

    public AppliedMembership Applied { get; set; }

    public MembershipRow Copy() => (MembershipRow)MemberwiseClone();
}

/// <summary>A member whom SCIM removed from a group in Looker. If they are there again, somebody added them by hand.</summary>
public sealed class RemovedMembership
{
    public long GroupKey { get; set; }

    public long UserKey { get; set; }

    public DateTimeOffset At { get; set; }
}

/// <summary>What Looker was last known to have. The numbers are stored.</summary>
public enum AppliedMembership
{
    Absent = 0,
    Present = 1,

    /// <summary>The answer was ambiguous. Whatever is desired has to be written again.</summary>
    Unknown = 2,
}
