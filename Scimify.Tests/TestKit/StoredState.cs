using Scimify.Core.Directory;
using Scimify.Core.Sync;

namespace Scimify.Tests.TestKit;

/// <summary>Rows with a sync state that the test chooses, as if they had been read from the database.</summary>
internal static class StoredState
{
    public static T Stored<T>(this T row, Func<Progress, Progress> progress)
        where T : SyncColumns
    {
        row.Load(RowState.Stored(row.State.Claim, progress(row.State.Progress)));
        return row;
    }
}
