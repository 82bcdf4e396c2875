namespace Scimify.Core.Directory.Users;

/// <summary>How a write changes an integration's number of active users.</summary>
internal static class UserCounts
{
    public static int Of(ScimUserRow? row) => row is { Active: true, DeletedAt: null } ? 1 : 0;

    public static void Move(IDirectoryWriter writer, ScimUserRow? before, ScimUserRow? after) =>
        writer.Count((after ?? before)!.IntegrationKey, active: Of(after) - Of(before));
}
