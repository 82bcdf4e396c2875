using Scimify.Core.Directory.Guard;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Held;

/// <summary>The views of held changes, by what a decision would mean, and how many each shows.</summary>
public sealed class HeldViews(IReadOnlyDictionary<HeldAction, long> counts)
{
    private static readonly IReadOnlyList<(string Key, string Text, HeldAction[] Actions)> Views =
    [
        ("access", "Access ends", [HeldAction.Disable, HeldAction.Delete]),
        ("members", "Members leave groups", [HeldAction.RemoveMember]),
        ("adoption", "To adopt", [HeldAction.Adopt]),
    ];

    public long All => counts.Values.Sum();

    public IReadOnlyList<ListView> Tabs =>
        [new(null, "All", All), .. Views.Select(view => new ListView(view.Key, view.Text, view.Actions.Sum(action => counts.GetValueOrDefault(action))))];

    /// <summary>Null for a view of everything.</summary>
    internal static HeldAction[]? ActionsOf(string? view) => Views.FirstOrDefault(known => known.Key == view).Actions;
}
