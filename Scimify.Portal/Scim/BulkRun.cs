using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Users;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Messages;

namespace Scimify.Portal.Scim;

/// <summary>One committed operation.</summary>
internal sealed record BulkDone(BulkOperation Operation, int Status, string Location, string? Version, SyncReceipt Receipt)
{
    public IReadOnlyList<string> UnknownMembers { get; private init; } = [];

    public static BulkDone Of(BulkOperation operation, int status, UserWrite write, string url) => new(
        operation, status, write.User is { } user ? $"{url}/Users/{user.Row.Id:D}" : url, write.User is { } made ? ETag.Format(made.Row.Version) : null, write.Receipt);

    public static BulkDone Of(BulkOperation operation, int status, GroupWrite write, string url) => new(
        operation, status, write.Group is { } group ? $"{url}/Groups/{group.Row.Id:D}" : url, write.Group is { } made ? ETag.Format(made.Row.Version) : null, write.Receipt)
    {
        UnknownMembers = write.UnknownMembers,
    };
}

/// <summary>
/// The IDs and results of one bulk request. Every POST has its ID from the start, so that resources can refer to each other in
/// a circle.
/// </summary>
internal sealed class BulkRun(BulkRequest bulk, TimeProvider clock)
{
    private readonly Dictionary<string, Guid> _ids = bulk.Operations
        .Where(operation => operation.BulkId is not null && operation.Method == "POST")
        .ToDictionary(operation => operation.BulkId!, _ => Guid.CreateVersion7(clock.GetUtcNow()));

    private readonly HashSet<string> _failed = [];
    private readonly Dictionary<int, BulkResult> _results = [];

    /// <summary>The deletion guard counts percentages of what was there before the whole request.</summary>
    public GuardBasis GuardBasis { get; } = new();

    public int Errors { get; private set; }

    public List<BulkDone> Done { get; } = [];

    /// <summary>Those of <see cref="Done"/> that Looker has not refused.</summary>
    public IEnumerable<BulkDone> Kept => Done.Where(done => _results[done.Operation.Index].Response is null);

    public IEnumerable<BulkResult> Results => _results.Values;

    public Guid NewId(BulkOperation operation) => _ids[operation.BulkId!];

    /// <summary>Null if no operation of this request creates it, or if that operation has failed.</summary>
    public string? IdOf(string bulkId) => _ids.TryGetValue(bulkId, out var id) && !_failed.Contains(bulkId) ? id.ToString("D") : null;

    public void Succeeded(BulkOperation operation, BulkDone done)
    {
        Done.Add(done);
        _results[operation.Index] = new BulkResult(operation, done.Status, done.Location, done.Version);
    }

    public void Failed(BulkOperation operation, ScimException refusal, string? location)
    {
        Errors++;
        if (operation.BulkId is { } id)
        {
            _failed.Add(id);
        }

        _results[operation.Index] = new BulkResult(operation, refusal.Status, location, null, ErrorMessage.Of(refusal));
    }

    public void TakenBack(BulkDone done, ScimException refusal)
    {
        lock (_results)
        {
            Failed(done.Operation, refusal, done.Operation.Method == "POST" ? null : done.Location);
        }
    }
}
