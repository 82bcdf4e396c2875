using System.Text.Json.Nodes;
using static Scimify.Core.Saml.SamlSeverity;

namespace Scimify.Core.Saml;

/// <summary>Where SAML settings fight with what SCIM does. A pure function; a test proves each finding by a login in the sandbox.</summary>
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
                $"Looker does not join a first SAML login to the account with the same e-mail credential: {People(newcomers)} would get a second account, and the groups and roles of the first would not count.");
        }
        else if (types.Length > 1)
        {
            check.Add("migrationTypesWithOthers", Warning, SamlFields.NewUserMigrationTypes, newcomers, [], new() { [SamlFields.NewUserMigrationTypes] = "email" },
                $"Beside e-mail, first logins are joined by {string.Join(" and ", types.Where(t => t != "email"))} too. Looker may then make a second account all the same; {People(newcomers)} could be hit.");
        }

        var bare = newcomers.Where(p => !p.HasEmailCredential).ToList();
        if (bare.Count > 0)
        {
            check.Add("missingEmailCredential", Blocker, SamlFields.NewUserMigrationTypes, bare, [], null,
                $"{People(bare)} {(bare.Count == 1 ? "has" : "have")} no e-mail credential in Looker by which a first SAML login could be joined: {(bare.Count == 1 ? "it" : "each")} would make a second account. Have Scimify put the credential right (Drift: repair).");
        }

        if (situation.WithoutAddress > 0)
        {
            check.AddCounted("usersWithoutAddress", Warning, SamlFields.NewUserMigrationTypes, situation.WithoutAddress, 0, null,
                $"{Count(situation.WithoutAddress, "SCIM user has", "SCIM users have")} no e-mail address and so no account in Looker: a SAML login would make one that SCIM does not manage.");
        }

        var mutable = situation.People.Where(p => p.NameId is { } id && id.Contains('@', StringComparison.Ordinal)).ToList();
        if (mutable.Count > 0)
        {
            check.Add("mutableNameId", Warning, "user_attribute_map_email", mutable, [], null,
                $"The identity provider sends an e-mail address as NameID, by which Looker knows {People(mutable)} again. When such an address changes, the next login makes a second account. Have the identity provider send an identifier that never changes.");
        }

        if (settings.Ids(SamlFields.DefaultNewUserRoleIds).Count + settings.Ids(SamlFields.DefaultNewUserGroupIds).Count > 0)
        {
            var field = settings.Ids(SamlFields.DefaultNewUserRoleIds).Count > 0 ? SamlFields.DefaultNewUserRoleIds : SamlFields.DefaultNewUserGroupIds;
            check.Add("defaultsOfNewUsers", Info, field, newcomers, [], null,
                $"Roles and groups of new users are given only to people whom a SAML login creates. {People(newcomers)} would not get them: give roles through a SCIM group.");
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
                $"SAML mirrors {Count(clashing.Count, "group", "groups")} that SCIM pushes under the same name{InBrackets(clashing.Select(g => g.Name))}. Only one of the two can have the name in Looker: take the group out of one side.");
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
                $"SCIM keeps {Listed(both.Select(id => situation.KeptAttributes[id]))} in Looker, and every SAML login overwrites {(both.Count == 1 ? "it" : "them")}: {People(situation.People)} would lose at the next login what SCIM wrote. Let only one side fill {(both.Count == 1 ? "it" : "them")}.");
        }

        if (fed.Count > 0)
        {
            check.Add("attributesFromLogin", Info, SamlFields.UserAttributesWithIds, situation.People, [], null,
                $"Every SAML login overwrites the Looker user attributes that are filled from {Listed(fed.Select(a => SamlValues.Member(a, "name")))}. Let no one else write them.");
        }

        var required = fed.Where(a => a["required"]?.ToString() == "true").ToList();
        if (required.Count > 0)
        {
            check.Add("requiredAttributes", Warning, SamlFields.UserAttributesWithIds, situation.People, [], new() { [SamlFields.UserAttributesWithIds] = Optional(settings) },
                $"A login without {Listed(required.Select(a => SamlValues.Member(a, "name")))} is refused: see that the identity provider sends {(required.Count == 1 ? "it" : "them")} for everybody.");
        }
    }

    /// <summary>The mappings that are left when nothing fills these user attributes any more.</summary>
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
                $"Groups that SCIM pushes give no roles to people who sign in by SAML: {Members(members, groups)} would have no roles from them{InBrackets(groups.Select(g => g.Name))}.");
        }

        var own = situation.People.Where(p => situation.WithDirectRoles.Contains(p.LookerId)).ToList();
        if (!settings.Flag(SamlFields.AllowDirectRoles, absent: true))
        {
            check.Add("directRolesOff", Warning, SamlFields.AllowDirectRoles, own, [], new() { [SamlFields.AllowDirectRoles] = true },
                $"Roles that were given to people directly do not count for those who sign in by SAML: {People(own, "nobody whom SCIM made so far")} would lose theirs at the next login.");
        }

        if (settings.Flag(SamlFields.SetRolesFromGroups))
        {
            check.Add("rolesFromSamlGroups", Warning, SamlFields.SetRolesFromGroups, own, [], new() { [SamlFields.SetRolesFromGroups] = false },
                $"At every SAML login, roles are rebuilt from the groups that the identity provider sends: {People(own, "nobody whom SCIM made so far")} would lose roles that were given directly. Let either SAML or SCIM decide on roles.");
        }

        if (settings.Flag(SamlFields.AuthRequiresRole))
        {
            var granting = check.MirroredGroupIds(mirroredRoles);
            var barred = situation.People.Where(p => !p.GroupIds.Any(granting.Contains)).ToList();
            check.Add("loginNeedsRole", Warning, SamlFields.AuthRequiresRole, barred, [], new() { [SamlFields.AuthRequiresRole] = false },
                $"Only who gets a role from SAML groups may sign in, whatever SCIM groups give: {People(barred)} got none so far and could not sign in.");
        }
    }

    private static void Clock(SamlSettings settings, SamlConflictCheck check)
    {
        var drift = int.TryParse(SamlValues.Text(SamlFields.AllowedClockDrift, settings[SamlFields.AllowedClockDrift]), out var seconds) ? seconds : 0;
        if (drift > MuchClockDrift)
        {
            check.AddCounted("clockDriftLarge", Warning, SamlFields.AllowedClockDrift, 0, 0, new() { [SamlFields.AllowedClockDrift] = 60 },
                $"Clocks may differ by {drift} seconds: so much longer can an answer of the identity provider that was caught be used. 60 are enough for clocks that are kept in time.");
        }
        else if (drift == 0)
        {
            check.AddCounted("clockDriftNone", Info, SamlFields.AllowedClockDrift, 0, 0, new() { [SamlFields.AllowedClockDrift] = 60 },
                "No difference of clocks is allowed for: when the identity provider's clock is a second ahead of Looker's, logins fail now and then.");
        }
    }

    internal static string Count(int count, string one, string many) => $"{count:N0} {(count == 1 ? one : many)}";

    /// <summary>The first three.</summary>
    private static string Listed(IEnumerable<string> names)
    {
        var all = names.Where(n => n.Length > 0).ToList();
        return string.Join(", ", all.Take(3)) + (all.Count > 3 ? $" and {all.Count - 3:N0} more" : "");
    }

    private static string InBrackets(IEnumerable<string> names) => Listed(names) is { Length: > 0 } list ? $" ({list})" : "";

    private static string People(IReadOnlyList<SamlPerson> people, string nobody = "everybody whom SCIM makes from now on") =>
        people.Count == 0 ? nobody : Count(people.Count, "SCIM user", "SCIM users") + InBrackets(people.Select(p => p.Name));

    private static string Members(IReadOnlyList<SamlPerson> members, IReadOnlyList<SamlPushedGroup> groups) =>
        groups.Count == 0 ? "Members of all groups that SCIM pushes" : $"{Count(members.Count, "member", "members")} of {Count(groups.Count, "SCIM group", "SCIM groups")}";
}
