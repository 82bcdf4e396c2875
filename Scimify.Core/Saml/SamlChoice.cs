using Scimify.Core.Looker;

namespace Scimify.Core.Saml;

/// <summary>A role, group or user attribute in Looker that a configuration can name.</summary>
/// <param name="Detail">What distinguishes it from others of the same name; null for nothing.</param>
/// <param name="Against">Why it cannot be picked, as the end of a sentence; null if it can be.</param>
public sealed record SamlChoice(string Id, string Name, string? Detail = null, string? Against = null)
{
    /// <summary>As a group for new users whom a SAML login creates.</summary>
    internal static SamlChoice Of(LookerGroup group) => new(group.Id, group.Name, null,
        group.IsManageable ? null
        : group.IncludeByDefault || group.Id == "1" ? "everybody is a member already"
        : "its members come from an identity provider");

    /// <summary>As a user attribute that a login fills.</summary>
    internal static SamlChoice Of(LookerUserAttribute attribute) => new(
        attribute.Id, attribute.Name, attribute.Label.Length == 0 || attribute.Label == attribute.Name ? attribute.Type : $"{attribute.Label}, {attribute.Type}",
        attribute.IsSetByLooker ? "Looker sets it by itself" : null);
}

/// <summary>Everything that Looker has, sorted by name. What cannot be picked is included, with the reason.</summary>
public sealed record SamlChoices(IReadOnlyList<SamlChoice> Roles, IReadOnlyList<SamlChoice> Groups, IReadOnlyList<SamlChoice> Attributes)
{
    public SamlNames Names => new(Named(Roles), Named(Groups), Named(Attributes));

    private static Dictionary<string, string> Named(IReadOnlyList<SamlChoice> choices)
    {
        var names = new Dictionary<string, string>();
        foreach (var choice in choices)
        {
            names[choice.Id] = choice.Name;
        }

        return names;
    }
}
