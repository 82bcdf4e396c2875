using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Provisioning.Adoption;

/// <summary>Decides whether an existing Looker object may be taken over, by the policy <c>adoption</c>.</summary>
internal static class AdoptionReview
{
    /// <param name="releasedId">What a person has agreed to. The policy no longer matters then.</param>
    /// <param name="wasOurs">Whoever was ours before comes back under any policy.</param>
    /// <returns>Null if it may be taken over.</returns>
    public static SyncOutcome? Of(IntegrationPolicies policies, LookerUser existing, string email, string? releasedId, bool wasOurs) =>
        wasOurs || releasedId == existing.Id ? null : policies.Adoption switch
        {
            AdoptionPolicy.Off => Refused($"A Looker account with the address {email} exists already, and taking over existing accounts is off for this integration."),
            AdoptionPolicy.Review => new SyncOutcome.Held(
                existing.Id,
                NameOf(existing),
                $"A Looker account with the address {email} exists already: {NameOf(existing)}, user {existing.Id}{(existing.IsDisabled ? ", disabled" : "")}. "
                    + "It is taken over when somebody agrees."),
            _ => null,
        };

    /// <inheritdoc cref="Of(IntegrationPolicies,LookerUser,string,string?,bool)"/>
    public static SyncOutcome? Of(IntegrationPolicies policies, LookerGroup existing, string? releasedId, bool wasOurs) =>
        wasOurs || releasedId == existing.Id ? null : policies.Adoption switch
        {
            AdoptionPolicy.Off => Refused($"A Looker group named \"{existing.Name}\" exists already, and taking over existing groups is off for this integration."),
            AdoptionPolicy.Review => new SyncOutcome.Held(
                existing.Id,
                existing.Name,
                $"A Looker group named \"{existing.Name}\" exists already: group {existing.Id}{MembersOf(existing)}. It is taken over when somebody agrees."),
            _ => null,
        };

    private static string NameOf(LookerUser user)
    {
        var name = $"{user.FirstName} {user.LastName}".Trim();
        return name.Length > 0 ? name : user.EmailCredential ?? user.Email ?? "no name";
    }

    private static string MembersOf(LookerGroup group) => group.UserCount switch
    {
        null => "",
        1 => " with 1 member",
        { } count => $" with {count} members",
    };

    private static SyncOutcome.Refused Refused(string detail) => new(new Refusal(409, "uniqueness", detail));
}
