using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Provisioning.Reconcilers;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>What the engine would do in Looker for a row, in words for people. Looker is not called.</summary>
public static class PlannedEffects
{
    public static IReadOnlyList<string> Of(ScimUserRow row, IntegrationPolicies policies)
    {
        if (row.LookerUserId is null || row.LinkState == LinkState.HalfMade)
        {
            return [NewAccount(row, policies), .. row.LookerEmail is null ? [] : Attributes(LookerUserState.Unknown with { IsFresh = true }, row)];
        }

        if (row.DeletedAt is not null && policies.OnDelete == DeletionPolicy.Delete)
        {
            return ["Delete the account"];
        }

        var known = LookerUserState.Parse(row.AppliedState);
        var update = UserDifference.Account(known, row);
        var effects = new List<string>();
        if (update.IsDisabled is { } disabled)
        {
            effects.Add(disabled ? "Disable the account" : "Enable the account");
            if (disabled && policies.EndSessions)
            {
                effects.Add("End its browser sessions");
            }

            if (disabled && policies.RemoveApiKeys)
            {
                effects.Add("Remove its API keys");
            }
        }

        if (update.FirstName is { } first)
        {
            effects.Add($"Set the first name to “{first}”");
        }

        if (update.LastName is { } last)
        {
            effects.Add($"Set the last name to “{last}”");
        }

        if (UserDifference.Email(known, row) is { } email)
        {
            effects.Add($"Set the e-mail address to {email}");
        }

        effects.AddRange(Attributes(known, row));
        return effects.Count > 0 ? effects : ["Nothing: Looker has it already"];
    }

    public static IReadOnlyList<string> Of(ScimGroupRow row, IntegrationPolicies policies) => row switch
    {
        { DeletedAt: not null, LookerGroupId: null } => ["Remove what an unfinished attempt left behind"],
        { DeletedAt: not null, LinkState: LinkState.Created } => ["Delete the group"],
        { DeletedAt: not null } => ["Take our members out; the group stays"],
        { LookerGroupId: null } => [policies.Adoption switch
        {
            AdoptionPolicy.Off => "Create the group; if there is one of this name, it is refused",
            AdoptionPolicy.Review => "Create the group; if there is one of this name, ask whether to take it over",
            _ => "Create the group, or take over the one of this name",
        }],
        { AppliedName: null } => [$"Set the name to “{row.DisplayName}”"],
        _ when row.AppliedName != row.DisplayName => [$"Rename it from “{row.AppliedName}”"],
        _ => ["Nothing: Looker has it already"],
    };

    public static IReadOnlyList<string> Of(MembershipRow row) => [row.Desired ? "Add to the group" : "Take out of the group"];

    public static string Of(DesiredAttribute attribute) => attribute switch
    {
        { Value: null } => $"Remove the value of the attribute {attribute.Name}",
        { IsHidden: true } => $"Set the attribute {attribute.Name}, whose values are hidden",
        _ => $"Set the attribute {attribute.Name} to “{attribute.Value}”",
    };

    public static IReadOnlyList<string> Of(LookerRoleRow row) => [$"Set which groups have the role “{row.Name}”"];

    private static IEnumerable<string> Attributes(LookerUserState known, ScimUserRow row) => UserDifference.Attributes(known, row).Select(Of);

    private static string NewAccount(ScimUserRow row, IntegrationPolicies policies) => row switch
    {
        { DeletedAt: not null } => "Remove what an unfinished attempt left behind",
        { LookerEmail: null } => "Nothing: there is no e-mail address",
        _ => policies.Adoption switch
        {
            AdoptionPolicy.Off => $"Create an account with the address {row.LookerEmail}; if there is one, it is refused",
            AdoptionPolicy.Review => $"Create an account with the address {row.LookerEmail}; if there is one, ask whether to take it over",
            _ => $"Take over the account with the address {row.LookerEmail}, or create it{(row.Active ? "; if it is disabled, ask whether to take it over" : "")}",
        } + (row.Active ? "" : ", and disable it"),
    };
}
