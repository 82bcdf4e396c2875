using System.Text.Json.Nodes;

namespace Scimify.Portal.Sandbox;

/// <summary>The identity provider's answer to a test login.</summary>
/// <param name="SignedWith">The certificate; null for one that Looker accepts.</param>
/// <param name="ClockAhead">How far its clock is ahead of Looker's; negative if behind.</param>
/// <param name="Attributes">All values, by the identity provider's names.</param>
internal sealed record SandboxIdpAnswer(string Issuer, string Audience, string? SignedWith, TimeSpan ClockAhead, string NameId, IReadOnlyDictionary<string, string[]> Attributes)
{
    public string? First(string? name) => name is not null && Attributes.TryGetValue(name, out var values) && values is [{ Length: > 0 } value, ..] ? value : null;
}

/// <summary>How a test login went.</summary>
/// <param name="Reason">Why it failed; null if it succeeded.</param>
/// <param name="Facts">What a real login would do.</param>
internal sealed record SandboxTrial(string? Reason, IReadOnlyList<string> Facts);

/// <summary>A login with a test configuration. The rules are those of a real login, but nothing is changed.</summary>
internal sealed class SandboxTestLogin(SandboxWorld world, SandboxSwitches switches, SandboxSaml test)
{
    private readonly JsonObject _saml = test.Members;

    public SandboxTrial Try(SandboxIdpAnswer answer)
    {
        try
        {
            return new(null, [.. Facts(answer)]);
        }
        catch (SandboxRefusal refusal)
        {
            return new(refusal.Message, []);
        }
    }

    /// <exception cref="SandboxRefusal">The login fails.</exception>
    private List<string> Facts(SandboxIdpAnswer answer)
    {
        var login = new SandboxSamlLogin(world, switches, saml: test);
        login.CheckCertificate(answer.SignedWith);
        login.CheckTime(world.Clock.GetUtcNow() + answer.ClockAhead);
        if (answer.Issuer != Text("idp_issuer"))
        {
            throw SandboxRefusal.Forbidden($"The answer comes from the issuer “{answer.Issuer}”, but this configuration trusts “{Text("idp_issuer")}”.");
        }

        if (Text("idp_audience") is { Length: > 0 } audience && answer.Audience != audience)
        {
            throw SandboxRefusal.Forbidden($"The answer is for the audience “{answer.Audience}”, but this configuration accepts only “{audience}”.");
        }

        var assertion = new SandboxAssertion(
            answer.NameId, Needed(answer, "user_attribute_map_email", "e-mail address"), Needed(answer, "user_attribute_map_first_name", "first name"),
            Needed(answer, "user_attribute_map_last_name", "last name"), [], []);
        foreach (var mapping in SandboxSamlRules.Objects(_saml, "user_attributes_with_ids").Where(a => a["required"]?.GetValue<bool>() == true && answer.First(Name(a)) is null))
        {
            throw SandboxRefusal.Forbidden($"The attribute “{Name(mapping)}” is required. {Sent(answer)}");
        }

        var mirrored = Mirrored(answer);
        if (IsOn("auth_requires_role") && !mirrored.Exists(m => SandboxSamlRules.Ids(m, "role_ids").Any()))
        {
            throw SandboxRefusal.Forbidden($"The login needs a role, and its groups give none. {(mirrored.Count == 0 ? "No mirrored group is among them." : $"Mirrored: {Names(mirrored)}.")}");
        }

        var known = login.FindByNameId(assertion);
        var user = known ?? login.FindByEmail(assertion);
        if (user is { IsDisabled: true })
        {
            throw SandboxRefusal.Forbidden($"The account {user.Id} is disabled.");
        }

        return
        [
            user is null ? $"A new account would be created for {assertion.Email}."
                : $"{assertion.FirstName} {assertion.LastName} would sign in as Looker user {user.Id}, found by {(known is null ? "e-mail address" : "NameID")}.",
            mirrored.Count == 0 ? "The login would put them into no mirrored group." : $"The login would put them into these mirrored groups: {Names(mirrored)}.",
            .. SandboxSamlRules.Objects(_saml, "user_attributes_with_ids").Where(a => answer.First(Name(a)) is not null).Select(a =>
                $"User attribute {string.Join(", ", SandboxSamlRules.Ids(a, "user_attribute_ids").Select(id => world.Attributes.GetValueOrDefault(id)?.Name ?? id))} would be “{answer.First(Name(a))}”."),
        ];
    }

    private string Needed(SandboxIdpAnswer answer, string member, string what) =>
        answer.First(Text(member)) ?? throw SandboxRefusal.Forbidden($"The {what} should come from the attribute “{Text(member)}”, which the login does not have. {Sent(answer)}");

    private static string Sent(SandboxIdpAnswer answer) => $"It has {string.Join(", ", answer.Attributes.Keys.Order(StringComparer.Ordinal))}.";

    private List<JsonObject> Mirrored(SandboxIdpAnswer answer)
    {
        var inOne = Text("groups_finder_type") != "individual_attributes";
        var groups = inOne ? answer.Attributes.GetValueOrDefault(Text("groups_attribute"), []) : [];
        return !IsOn("set_roles_from_groups") ? []
            : [.. SandboxSamlRules.Objects(_saml, "groups_with_role_ids").Where(m => inOne ? groups.Contains(Name(m)) : answer.First(Name(m)) == Text("groups_member_value"))];
    }

    private static string Names(IEnumerable<JsonObject> mirrored) => string.Join(", ", mirrored.Select(m =>
        m["looker_group_name"]?.GetValue<string>() is { Length: > 0 } own ? own : Name(m)));

    private static string Name(JsonObject mapping) => mapping["name"]!.GetValue<string>();

    private string Text(string name) => _saml[name]?.GetValue<string>() ?? "";

    private bool IsOn(string name) => _saml[name]?.GetValue<bool>() == true;
}
