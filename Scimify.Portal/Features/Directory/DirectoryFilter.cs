using Scimify.Core.Sync;

namespace Scimify.Portal.Features.Directory;

/// <summary>What the query string of the user and group lists says.</summary>
public sealed record DirectoryFilter(string? Text, string? State, int Page)
{
    public const int PageSize = 50;

    public static readonly IReadOnlyList<(string Key, string Text)> States =
    [
        ("", "All states"),
        .. Enum.GetValues<SyncState>().Select(state => (state.ToString(), Shared.SyncLook.Of(state).Text)),
    ];

    public SyncState? ParsedState => Enum.TryParse<SyncState>(State, out var state) && Enum.IsDefined(state) ? state : null;

    public bool IsAny => Text is not null || State is not null;
}
