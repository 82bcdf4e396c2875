using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory;

/// <summary>Takes the changes of one write out of a resource. What others have written since stays.</summary>
internal static class Reversal
{
    /// <param name="current">The resource now.</param>
    /// <param name="written">The resource as the write left it.</param>
    /// <param name="before">The resource as the write found it.</param>
    /// <param name="goesBack">Whether a top-level attribute goes back; null for all.</param>
    public static ScimObject Of(ScimObject current, ScimObject written, ScimObject before, Func<string, bool>? goesBack = null)
    {
        var result = current;
        foreach (var name in written.Concat(before).Select(attribute => attribute.Key).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (goesBack?.Invoke(name) == false)
            {
                continue;
            }

            var (now, then, first) = (current[name], written[name], before[name]);
            if (Equals(now, then))
            {
                result = first is null ? result.Without(name) : result.With(name, first);
            }
            else if (now is ScimObject inner && then is ScimObject changed && first is ScimObject original)
            {
                result = result.With(name, Of(inner, changed, original));
            }
        }

        return result;
    }
}
