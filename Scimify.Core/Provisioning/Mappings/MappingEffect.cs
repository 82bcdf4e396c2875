using Scimify.Core.Directory;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Provisioning.Reconcilers;

namespace Scimify.Core.Provisioning.Mappings;

/// <summary>What new mappings mean for one user: preview and sweep ask the same.</summary>
internal static class MappingEffect
{
    /// <param name="row">As stored.</param>
    /// <param name="desired">By the new mappings.</param>
    /// <returns>What is to be written in Looker; nothing for who is not there yet, or is to be left alone.</returns>
    public static IReadOnlyList<DesiredAttribute> Of(ScimUserRow row, string? desired)
    {
        if (row.LookerAttributes == desired || row.LookerUserId is null || row.LinkState == LinkState.HalfMade || row.IsHeld)
        {
            return [];
        }

        var after = row.Copy();
        after.LookerAttributes = desired;
        return UserDifference.Attributes(LookerUserState.Parse(row.AppliedState), after);
    }
}
