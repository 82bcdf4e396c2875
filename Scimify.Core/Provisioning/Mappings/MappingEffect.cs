using Scimify.Core.Directory;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Provisioning.Reconcilers;

namespace Scimify.Core.Provisioning.Mappings;

/// <summary>What new mappings mean for one user. The preview and the sweep use the same code.</summary>
internal static class MappingEffect
{
    /// <param name="row">As stored.</param>
    /// <param name="desired">According to the new mappings.</param>
    /// <returns>What would be written in Looker. Nothing for somebody who is not there yet, or must be left alone.</returns>
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
