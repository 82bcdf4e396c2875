using System.Text.Json.Nodes;
using static Scimify.Core.Saml.SamlSeverity;

namespace Scimify.Core.Saml;

/// <summary>Finds where SAML settings work against SCIM. A pure function; for each finding, a test proves it by a login in the emulated Looker.</summary>
public static class SamlConflictRules
{
    internal const string CertificateExpired = "certificateExpired";
    internal const string CertificateExpiring = "certificateExpiring";

    private const int MuchClockDrift = 300;
    private static readonly int[] WarnDays = [30, 14, 7, 1];

    /// <returns>Blockers first.</returns>
    public static IReadOnlyList<SamlFinding> Check(SamlSettings settings, SamlSituation situation)
    {
        var check = new SamlConflictCheck(settings, situation);
        Accounts(settings, situation, check);
        Groups(settings, situation, check);
        Roles(settings, situation, check);
        check.Certificates(WarnDays);
        Clock(settings, check);
        return [.. check.Findings.OrderBy(f => f.Severity)];
    }

    private static void Accounts(SamlSettings settings, SamlSituation situation, SamlConflictCheck check)
    {
        var newcomers = situation.People.Where(p => !p.HasSaml).ToList();
        var types = settings.MigrationTypes;
        if (!types.Contains("email"))
        {
            check.Add("migrationTypesWithoutEmail", Blocker, SamlFields.NewUserMigrationTypes, newcomers, [], new() { [SamlFields.NewUserMigrationTypes] = "email" },
                $"Looker does not merge a first SAML login with the account that has the same e-mail credential, so {People(newcomers)} would get a second account, without the groups and roles of the first.");
        }
        else if (types.Length > 1)
        {
            check.Add("migrationTypesWithOthers", Warning, SamlFields.NewUserMigrationTypes, newcomers, [], new() { [SamlFields.NewUserMigrationTypes] = "email" },
                $"First logins are merged by {string.Join(" and ", types.Where(t => t != "email"))} as well as by e-mail. Looker may then still create a second account, which could affect {People(newcomers)}.");
        }

        var bare = newcomers.Where(p => !p.HasEmailCredential).ToList();
        if (bare.Count > 0)
        {
            check.Add("missingEmailCredential", Blocker, SamlFields.NewUserMigrationTypes, bare, [], null,
                $"{People(bare)} {(bare.Count == 1 ? "has" : "have")} no e-mail credential in Looker, so a first SAML login {(bare.Count == 1 ? "" : "of each ")}would create a second account. Let Scimify repair the credential on the Drift page.");
        }

        var doubles = situation.Doubles;
        if (doubles.Count > 0)
        {
            check.AddCounted("accountsWithSameAddress", Blocker, SamlFields.NewUserMigrationTypes, doubles.Select(d => d.Name).Distinct().Count(), 0, null,
                $"{Count(doubles.Count, "Looker account that SCIM does not manage has", "Looker accounts that SCIM does not manage have")} the address of a SCIM user: {Listed(doubles.Select(d => $"{d.Address} (Looker user {d.LookerId})"))}. A SAML login can lead to such an account, and SCIM cannot end that access. Disable or delete it in Looker.");
        }

        if (situation.WithoutAddress > 0)
        {
            check.AddCounted("usersWithoutAddress", Warning, SamlFields.NewUserMigrationTypes, situation.WithoutAddress, 0, null,
                $"{Count(situation.WithoutAddress, "SCIM user has", "SCIM users have")} no e-mail address and therefore no account in Looker. A SAML login would create one that SCIM does not manage.");
        }

        var mutable = situation.People.Where(p => p.NameId is { } id && id.Contains('@', StringComparison.Ordinal)).ToList();
        if (mutable.Count > 0)
        {
            check.Add("mutableNameId", Warning, "user_attribute_map_email", mutable, [], null,
                $"The identity provider sends an e-mail address as NameID, and Looker recognizes {People(mutable)} by it. When such an address changes, the next login creates a second account. Let the identity provider send an identifier that never changes.");
        }

        if (settings.Ids(SamlFields.DefaultNewUserRoleIds).Count + settings.Ids(SamlFields.DefaultNewUserGroupIds).Count > 0)
        {
            var field = settings.Ids(SamlFields.DefaultNewUserRoleIds).Count > 0 ? SamlFields.DefaultNewUserRoleIds : SamlFields.DefaultNewUserGroupIds;
            check.Add("defaultsOfNewUsers", Info, field, newcomers, [], null,
                $"Roles and groups of new users are given only to people whom a SAML login creates, so {People(newcomers)} would not get them. Give roles through a SCIM group instead.");
        }
    }

    private static void Groups(SamlSettings settings, SamlSituation situation, SamlConflictCheck check)
    {
        if (!settings.Flag(SamlFields.AllowNormalGroupMembership, absent: true))
        {
            var groups = situation.Groups.Where(g => g.MemberLookerIds.Count > 0).ToList();
            var members = check.MembersOf(groups);
            check.Add("normalGroupMembershipOff", Blocker, SamlFields.AllowNormalGroupMembership, members, groups, new() { [SamlFields.AllowNormalGroupMembership] = true },
                $"{Members(members, groups)} would be removed at their next login{InBrackets(groups.Select(g => g.Name))}.");
        }

        var mirrored = settings.Objects(SamlFields.GroupsWithRoleIds);
        var names = mirrored.Select(SamlValues.LookerName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var clashing = situation.Groups.Where(g => names.Contains(g.Name)).ToList();
        if (clashing.Count > 0)
        {
            var members = check.MembersOf(clashing);
            check.Add("mirroredGroupClash", Blocker, SamlFields.GroupsWithRoleIds, members, clashing, null,
                $"SAML mirrors {Count(clashing.Count, "group", "groups")} that SCIM pushes under the same name{InBrackets(clashing.Select(g => g.Name))}. Only one of the two can have the name in Looker. Remove the group from one side.");
        }

        Attributes(settings, situation, check);
    }

    private static void Attributes(SamlSettings settings, SamlSituation situation, SamlConflictCheck check)
    {
        var fed = settings.Objects(SamlFields.UserAttributesWithIds).Where(a => SamlValues.Ids(a["user_attribute_ids"]).Count > 0).ToList();
        var both = fed.SelectMany(a => SamlValues.Ids(a["user_attribute_ids"])).Where(situation.KeptAttributes.ContainsKey).Distinct().ToList();
        if (both.Count > 0)
        {
            check.Add("attributesFromBothSides", Blocker, SamlFields.UserAttributesWithIds, situation.People, [], new() { [SamlFields.UserAttributesWithIds] = Without(fed, both) },
                $"SCIM keeps {Listed(both.Select(id => situation.KeptAttributes[id]))} in Looker, and every SAML login overwrites {(both.Count == 1 ? "it" : "them")}. At the next login, {People(situation.People)} would lose what SCIM wrote. Let only one side fill {(both.Count == 1 ? "it" : "them")}.");
        }

        if (fed.Count > 0)
        {
            check.Add("attributesFromLogin", Info, SamlFields.UserAttributesWithIds, situation.People, [], null,
                $"Every SAML login overwrites the Looker user attributes that are filled from {Listed(fed.Select(a => SamlValues.Member(a, "name")))}. Let nothing else write them.");
        }

        var required = fed.Where(a => a["required"]?.ToString() == "true").ToList();
        if (required.Count > 0)
        {
            check.Add("requiredAttributes", Warning, SamlFields.UserAttributesWithIds, situation.People, [], new() { [SamlFields.UserAttributesWithIds] = Optional(settings) },
                $"A login without {Listed(required.Select(a => SamlValues.Member(a, "name")))} is refused. Make sure that the identity provider sends {(required.Count == 1 ? "it" : "them")} for everybody.");
        }
    }

    /// <summary>The mappings that remain once nothing fills these user attributes.</summary>
    private static JsonArray Without(IEnumerable<JsonObject> mappings, List<string> attributeIds)
    {
        var left = new JsonArray();
        foreach (var mapping in mappings.Select(m => (JsonObject)m.DeepClone()))
        {
            var ids = SamlValues.Ids(mapping["user_attribute_ids"]).Except(attributeIds).ToList();
            if (ids.Count > 0)
            {
                mapping["user_attribute_ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]);
                left.Add(mapping);
            }
        }

        return left;
    }

    private static JsonArray Optional(SamlSettings settings) => new([.. settings.Objects(SamlFields.UserAttributesWithIds).Select(mapping =>
    {
        var optional = (JsonObject)mapping.DeepClone();
        optional["required"] = false;
        return optional;
    })]);

    private static void Roles(SamlSettings settings, SamlSituation situation, SamlConflictCheck check)
    {
        var mirroredRoles = settings.Objects(SamlFields.GroupsWithRoleIds).Where(m => SamlValues.Ids(m["role_ids"]).Count > 0).ToList();
        if (!settings.Flag(SamlFields.AllowRolesFromNormalGroups, absent: true))
        {
            var groups = situation.Groups.Where(g => g.LookerId is { } id && situation.RoleGroupIds.Contains(id)).ToList();
            var members = check.MembersOf(groups);
            check.Add("rolesFromNormalGroupsOff", groups.Count > 0 ? Blocker : Warning, SamlFields.AllowRolesFromNormalGroups, members, groups,
                new() { [SamlFields.AllowRolesFromNormalGroups] = true },
                $"Groups that SCIM pushes give no roles to people who sign in by SAML. {Members(members, groups)} would get no roles from them{InBrackets(groups.Select(g => g.Name))}.");
        }

        var own = situation.People.Where(p => situation.WithDirectRoles.Contains(p.LookerId)).ToList();
        if (!settings.Flag(SamlFields.AllowDirectRoles, absent: true))
        {
            check.Add("directRolesOff", Warning, SamlFields.AllowDirectRoles, own, [], new() { [SamlFields.AllowDirectRoles] = true },
                $"Direct roles do not count for people who sign in by SAML. At the next login, {People(own, "nobody from SCIM so far")} would lose theirs.");
        }

        if (settings.Flag(SamlFields.SetRolesFromGroups))
        {
            check.Add("rolesFromSamlGroups", Warning, SamlFields.SetRolesFromGroups, own, [], new() { [SamlFields.SetRolesFromGroups] = false },
                $"Every SAML login rebuilds roles from the groups that the identity provider sends, so {People(own, "nobody from SCIM so far")} would lose direct roles. Let either SAML or SCIM decide about roles.");
        }

        if (settings.Flag(SamlFields.AuthRequiresRole))
        {
            var granting = check.MirroredGroupIds(mirroredRoles);
            var barred = situation.People.Where(p => !p.GroupIds.Any(granting.Contains)).ToList();
            check.Add("loginNeedsRole", Warning, SamlFields.AuthRequiresRole, barred, [], new() { [SamlFields.AuthRequiresRole] = false },
                $"Only people who get a role from a SAML group may sign in, whatever SCIM groups give. So far, {People(barred)} got none and could not sign in.");
        }
    }

    private static void Clock(SamlSettings settings, SamlConflictCheck check)
    {
        var drift = int.TryParse(SamlValues.Text(SamlFields.AllowedClockDrift, settings[SamlFields.AllowedClockDrift]), out var seconds) ? seconds : 0;
        if (drift > MuchClockDrift)
        {
            check.AddCounted("clockDriftLarge", Warning, SamlFields.AllowedClockDrift, 0, 0, new() { [SamlFields.AllowedClockDrift] = 60 },
                $"Clocks may differ by {drift} seconds. An intercepted SAML response can be used that much longer. 60 seconds are enough for synchronized clocks.");
        }
        else if (drift == 0)
        {
            check.AddCounted("clockDriftNone", Info, SamlFields.AllowedClockDrift, 0, 0, new() { [SamlFields.AllowedClockDrift] = 60 },
                "No clock drift is allowed. If the identity provider's clock is a second ahead of Looker's, logins fail now and then.");
        }
    }

    internal static string Count(int count, string one, string many) => $"{count:N0} {(count == 1 ? one : many)}";

    /// <summary>Names the first three only.</summary>
    private static string Listed(IEnumerable<string> names)
    {
        var all = names.Where(n => n.Length > 0).ToList();
        return string.Join(", ", all.Take(3)) + (all.Count > 3 ? $" and {all.Count - 3:N0} more" : "");
    }

    private static string InBrackets(IEnumerable<string> names) => Listed(names) is { Length: > 0 } list ? $" ({list})" : "";

    private static string People(IReadOnlyList<SamlPerson> people, string nobody = "everybody whom SCIM creates from now on") =>
        people.Count == 0 ? nobody : Count(people.Count, "SCIM user", "SCIM users") + InBrackets(people.Select(p => p.Name));

    private static string Members(IReadOnlyList<SamlPerson> members, IReadOnlyList<SamlPushedGroup> groups) =>
        groups.Count == 0 ? "Members of all groups that SCIM pushes" : $"{Count(members.Count, "member", "members")} of {Count(groups.Count, "SCIM group", "SCIM groups")}";
}
