using Scimify.Core.Errors;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Adoption;

/// <summary>Decides whether an existing Looker object may be taken over, by the policy <c>adoption</c>.</summary>
internal static class AdoptionReview
{
    /// <param name="releasedId">What a person has agreed to. The policy no longer matters then.</param>
    /// <param name="wasOurs">Whoever was ours before comes back under any policy.</param>
    /// <param name="wantsEnabled">Whether the account would be enabled. Somebody in Looker disabled it, so somebody has to agree.</param>
    /// <returns>Null if it may be taken over.</returns>
    public static SyncOutcome? Of(IntegrationPolicies policies, LookerUser existing, string email, string? releasedId, bool wasOurs, bool wantsEnabled) =>
        wasOurs || releasedId == existing.Id ? null : policies.Adoption switch
        {
            AdoptionPolicy.Off => Refused(ErrorCodes.LookerAccountExists, $"A Looker account with the address {email} exists already, and taking over existing accounts is off for this integration."),
            AdoptionPolicy.Review => new SyncOutcome.Held(
                existing.Id,
                NameOf(existing),
                $"A Looker account with the address {email} exists already: {Described(existing)}. "
                    + "It is taken over when somebody agrees."),
            _ when existing.IsDisabled && wantsEnabled => new SyncOutcome.Held(
                existing.Id,
                NameOf(existing),
                $"A Looker account with the address {email} exists already, and somebody has disabled it in Looker: {Described(existing)}. "
                    + "It is taken over and enabled when somebody agrees."),
            _ => null,
        };

    /// <summary>Several accounts have the address. Which of them is the right one is a person's decision under every policy that takes over at all.</summary>
    public static SyncOutcome OfSeveral(IntegrationPolicies policies, IReadOnlyList<LookerUser> accounts, string email, bool wasOurs)
    {
        if (policies.Adoption == AdoptionPolicy.Off && !wasOurs)
        {
            return Refused(ErrorCodes.LookerAccountExists, $"{accounts.Count} Looker accounts with the address {email} exist already, and taking over existing accounts is off for this integration.");
        }

        var all = accounts.OrderBy(a => a.EmailCredential is null).ThenBy(a => a.IsDisabled).ThenBy(a => a.Id.Length).ThenBy(a => a.Id, StringComparer.Ordinal).ToList();
        return new SyncOutcome.Held(
            all[0].Id,
            NameOf(all[0]),
            $"{all.Count} Looker accounts have the address {email}: {string.Join("; ", all.Select(Described))}. User {all[0].Id} is taken over when somebody agrees. "
                + "If another one is right, remove the others in Looker before you agree.");
    }

    /// <summary>The account of somebody who has left, for another person with the same address.</summary>
    /// <param name="externalId">Of the person who comes.</param>
    /// <param name="leaver">Whoever has left.</param>
    public static SyncOutcome OfLeaver(LookerUser existing, string email, string? externalId, AccountOwner leaver) => new SyncOutcome.Held(
        existing.Id,
        NameOf(existing),
        $"The address {email} belonged to somebody who has left: {leaver.UserName} with the externalId {leaver.ExternalId ?? "(none)"}. This person has the externalId {externalId ?? "(none)"}. "
            + $"The Looker account is still there: {Described(existing)}. Whoever takes it over gets its content, and roles that it was given directly. "
            + (leaver.Progress == SyncState.Applied
                ? "It is taken over when somebody agrees."
                : "The removal of the person who left is not done yet: settle that first, then agree."));

    /// <inheritdoc cref="Of(IntegrationPolicies,LookerUser,string,string?,bool,bool)"/>
    public static SyncOutcome? Of(IntegrationPolicies policies, LookerGroup existing, string? releasedId, bool wasOurs) =>
        wasOurs || releasedId == existing.Id ? null : policies.Adoption switch
        {
            AdoptionPolicy.Off => Refused(ErrorCodes.LookerGroupExists, $"A Looker group named \"{existing.Name}\" exists already, and taking over existing groups is off for this integration."),
            AdoptionPolicy.Review => new SyncOutcome.Held(
                existing.Id,
                existing.Name,
                $"A Looker group named \"{existing.Name}\" exists already: group {existing.Id}{MembersOf(existing)}. It is taken over when somebody agrees."),
            _ => null,
        };

    private static string Described(LookerUser user) => $"{NameOf(user)}, user {user.Id}{(user.IsDisabled ? ", disabled" : "")}{Login(user)}";

    /// <summary>Worth a word only if nobody can sign in with the address itself.</summary>
    private static string Login(LookerUser user)
    {
        var ways = user.OtherCredentials.Select(c => c.Kind).Prepend(user.SamlCredential is null ? "" : "SAML").Where(way => way.Length > 0).ToList();
        return user.EmailCredential is not null ? "" : ways.Count == 0 ? ", without an e-mail credential" : $", signs in by {string.Join(" and ", ways)}";
    }

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

    private static SyncOutcome.Refused Refused(ErrorCode code, string detail) => new(new Refusal(409, "uniqueness", code, detail));
}
