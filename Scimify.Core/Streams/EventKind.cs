namespace Scimify.Core.Streams;

/// <summary>What an event is in OCSF: its class, and what was done. ECS is derived from it.</summary>
/// <param name="Activity">One of the class.</param>
/// <param name="Name">The activity in words: OCSF's own, or ours for <see cref="Other"/>.</param>
public readonly record struct EventKind(EventClass Class, int Activity, string Name)
{
    /// <summary>OCSF's number for what a class does not list.</summary>
    public const int Other = 99;

    public static EventKind AccountCreated { get; } = new(EventClass.AccountChange, 1, "Create");

    public static EventKind AccountEnabled { get; } = new(EventClass.AccountChange, 2, "Enable");

    public static EventKind PasswordChanged { get; } = new(EventClass.AccountChange, 3, "Password Change");

    public static EventKind PasswordReset { get; } = new(EventClass.AccountChange, 4, "Password Reset");

    public static EventKind AccountDisabled { get; } = new(EventClass.AccountChange, 5, "Disable");

    public static EventKind AccountDeleted { get; } = new(EventClass.AccountChange, 6, "Delete");

    public static EventKind AccountLocked { get; } = new(EventClass.AccountChange, 9, "Lock");

    public static EventKind FactorAdded { get; } = new(EventClass.AccountChange, 10, "MFA Factor Enable");

    public static EventKind FactorRemoved { get; } = new(EventClass.AccountChange, 11, "MFA Factor Disable");

    public static EventKind AccountChanged { get; } = new(EventClass.AccountChange, Other, "Update");

    public static EventKind SignedIn { get; } = new(EventClass.Authentication, 1, "Logon");

    public static EventKind SignedOut { get; } = new(EventClass.Authentication, 2, "Logoff");

    public static EventKind RoleGiven { get; } = new(EventClass.UserAccess, 1, "Assign Privileges");

    public static EventKind RoleKept { get; } = new(EventClass.UserAccess, Other, "Keep Privileges");

    public static EventKind MemberAdded { get; } = new(EventClass.GroupManagement, 3, "Add User");

    public static EventKind MemberRemoved { get; } = new(EventClass.GroupManagement, 4, "Remove User");

    public static EventKind GroupDeleted { get; } = new(EventClass.GroupManagement, 5, "Delete");

    public static EventKind GroupCreated { get; } = new(EventClass.GroupManagement, 6, "Create");

    public static EventKind GroupChanged { get; } = new(EventClass.GroupManagement, Other, "Update");

    public static EventKind Created { get; } = new(EventClass.ApiActivity, 1, "Create");

    public static EventKind Read { get; } = new(EventClass.ApiActivity, 2, "Read");

    public static EventKind Changed { get; } = new(EventClass.ApiActivity, 3, "Update");

    public static EventKind Deleted { get; } = new(EventClass.ApiActivity, 4, "Delete");

    public static EventKind Done { get; } = new(EventClass.ApiActivity, Other, "Run");
}

/// <summary>OCSF's classes with their numbers.</summary>
public enum EventClass
{
    AccountChange = 3001,
    Authentication = 3002,
    UserAccess = 3005,
    GroupManagement = 3006,
    ApiActivity = 6003,
}
