using Scimify.Core.Directory.Guard;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Features.Held;

/// <summary>The filter for held changes. Null means any.</summary>
/// <param name="Text">Part of the name, of Looker's name or of the reason.</param>
public sealed record HeldFilter(string? Text = null, HeldAction? Action = null)
{
    public IQueryable<HeldChange> Narrow(IQueryable<HeldChange> held)
    {
        if (Action is { } action)
        {
            held = held.Where(h => h.Action == action);
        }

        return ScimText.Sought(Text) is { } text
            ? held.Where(h => h.SearchText.Contains(text))
            : held;
    }
}
