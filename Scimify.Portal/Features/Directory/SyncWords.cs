using Scimify.Core.Sync;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

/// <summary>The choices for a sync state above a list.</summary>
internal static class SyncWords
{
    public static readonly IReadOnlyList<(string Key, string Text)> States =
    [
        ("", "All states"),
        .. Enum.GetValues<SyncState>().Select(state => (state.ToString(), SyncLook.Of(state).Text)),
    ];
}
