using System.Diagnostics;
using Scimify.Core.Sync;

namespace Scimify.Portal.Shared;

/// <summary>The parts of a resource in Looker: the REST API's names, and words for people.</summary>
public static class FacetWords
{
    private static readonly Facets[] All =
        [Facets.Existence, Facets.Access, Facets.Address, Facets.Names, Facets.Attributes, Facets.Roles, Facets.Membership];

    public static string NameOf(Facets facet, bool isGroup) => facet switch
    {
        Facets.Existence => "existence",
        Facets.Access => "access",
        Facets.Address => "address",
        Facets.Names => isGroup ? "name" : "names",
        Facets.Attributes => "attributes",
        Facets.Roles => "roles",
        Facets.Membership => "membership",
        _ => throw new UnreachableException(),
    };

    public static IReadOnlyList<string> NamesOf(Facets facets, bool isGroup) => [.. Each(facets).Select(f => NameOf(f, isGroup))];

    public static string Text(Facets facet, bool isGroup) => facet switch
    {
        Facets.Existence => isGroup ? "Group" : "Account",
        Facets.Access => "Access",
        Facets.Address => "E-mail address",
        Facets.Names => isGroup ? "Name" : "Names",
        Facets.Attributes => "Attributes",
        Facets.Roles => "Roles",
        Facets.Membership => "Membership",
        _ => throw new UnreachableException(),
    };

    public static string TextOf(Facets facets, bool isGroup) => string.Join(", ", Each(facets).Select(f => Text(f, isGroup)));

    private static IEnumerable<Facets> Each(Facets facets) => All.Where(f => facets.HasFlag(f));
}
