using Scimify.Core.Directory.Guard;

namespace Scimify.Portal.Features.Held;

/// <summary>What the query string of the held changes says.</summary>
public sealed record HeldFilter(string? Text, string? Action, int Page)
{
    public const int PageSize = 50;

    public static readonly IReadOnlyList<(string Key, string Text)> Actions =
    [
        ("", "All kinds"),
        (nameof(HeldAction.Disable), "Disable person"),
        (nameof(HeldAction.Delete), "Delete"),
        (nameof(HeldAction.RemoveMember), "Remove member"),
        (nameof(HeldAction.Adopt), "Adopt"),
    ];

    public HeldAction? ParsedAction => Enum.TryParse<HeldAction>(Action, out var action) && Enum.IsDefined(action) ? action : null;

    public bool IsAny => Text is not null || Action is not null;
}
