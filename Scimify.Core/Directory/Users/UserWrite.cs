namespace Scimify.Core.Directory.Users;

/// <param name="User">As it stands after the write; null after DELETE.</param>
/// <param name="Changed">False: the write asked for what was there already.</param>
/// <param name="Receipt">What remains to be done in Looker.</param>
public sealed record UserWrite(StoredUser? User, bool Changed, SyncReceipt Receipt);

/// <param name="Group">As it stands after the write; null after DELETE.</param>
/// <param name="Changed">False: the write asked for what was there already.</param>
/// <param name="Receipt">What remains to be done in Looker.</param>
public sealed record GroupWrite(StoredGroup? Group, bool Changed, SyncReceipt Receipt);
