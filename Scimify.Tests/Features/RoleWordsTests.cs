using Scimify.Core.People;
using Scimify.Portal.Features.People;

namespace Scimify.Tests.Features;

/// <summary>What the console says that a role may do.</summary>
public sealed class RoleWordsTests
{
    [Fact]
    public void Every_permission_of_every_role_has_words() =>
        Assert.All(Enum.GetValues<PortalRole>(), role => Assert.Equal(Enum.GetValues<Permission>().Length, RoleWords.May(role).Concat(RoleWords.MayNot(role)).Distinct().Count()));
}
