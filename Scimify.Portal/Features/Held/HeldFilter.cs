using Scimify.Core.Directory.Guard;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Features.Held;

/// <summary>The filter for held changes. Null means any.</summary>
/// <param name="Text">Part of the name, of Looker's name or of the reason.</param>
/// <param name="View">The key of one of the list's views (<see cref="HeldViews"/>).</param>
public sealed record HeldFilter(string? Text = null, HeldAction? Action = null, string? View = null)
{
    public bool IsAny => ScimText.Sought(Text) is not null || Action is not null || HeldViews.ActionsOf(View) is not null;

    public IQueryable<HeldChange> Narrow(IQueryable<HeldChange> held)
    {
        if (Action is { } action)
        {
            held = held.Where(h => h.Action == action);
        }

        if (HeldViews.ActionsOf(View) is { } actions)
        {
            held = held.Where(h => actions.Contains(h.Action));
        }

        return ScimText.Sought(Text) is { } text
            ? held.Where(h => h.SearchText.Contains(text))
            : held;
    }
}
