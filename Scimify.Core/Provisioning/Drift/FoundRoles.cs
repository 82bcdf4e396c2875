using Scimify.Core.Audit;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Drift;

/// <summary>The roles that Looker gives to some groups or people, as a comparison found them.</summary>
/// <param name="Kind">A role of a group, or one that a person has without any group.</param>
/// <param name="Generations">From before the reading. What the engine has changed since does not count.</param>
/// <param name="Roles">All roles of these groups or people, by key.</param>
public sealed record FoundRoles(AccessDetailKind Kind, IReadOnlyDictionary<string, long> Generations, IReadOnlyDictionary<long, IReadOnlyCollection<LookerRole>> Roles);
