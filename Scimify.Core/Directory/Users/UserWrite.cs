namespace Scimify.Core.Directory.Users;

/// <param name="User">The user after the write; null after DELETE.</param>
/// <param name="Changed">False if everything already was as requested.</param>
/// <param name="Receipt">What remains to be done in Looker.</param>
public sealed record UserWrite(StoredUser? User, bool Changed, SyncReceipt Receipt);

/// <param name="Group">The group after the write; null after DELETE.</param>
/// <param name="Changed">False if everything already was as requested.</param>
/// <param name="Receipt">What remains to be done in Looker.</param>
public sealed record GroupWrite(StoredGroup? Group, bool Changed, SyncReceipt Receipt)
{
    /// <summary>Members who were left out because the integration has no such user: what the client sent, each once.</summary>
    public IReadOnlyList<string> UnknownMembers { get; init; } = [];
}
