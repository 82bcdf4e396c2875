using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Tests.Model;

/// <summary>What the identity provider was told.</summary>
/// <param name="Status">0: the server died before it could answer.</param>
/// <param name="Sync">Of a success.</param>
internal sealed record ModelAnswer(int Status, SyncState? Sync, string? Detail)
{
    public static readonly ModelAnswer None = new(0, null, null);

    public bool IsRefused => Status >= 400;

    public override string ToString() => this == None ? "no answer" : $"{Status} {Sync?.ToString() ?? Detail}";
}

/// <summary>A write that is committed and whose answer is not there yet.</summary>
/// <param name="Probe">Answered in the same moment as the write.</param>
internal sealed record Underway(Guid? Id, int Status, SyncReceipt Receipt, SyncWaiter Probe, Task<SyncState> Answer);

/// <summary>The rows of a directory as they are stored.</summary>
internal sealed record StoredRows(
    IReadOnlyList<(ScimUserRow Row, string? Json)> Users, IReadOnlyList<ScimGroupRow> Groups, IReadOnlyList<MembershipRow> Memberships);
