using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Scimify.Core.Saml;

namespace Scimify.Portal.Sandbox;

/// <summary>What the identity provider says about a person who signs in.</summary>
/// <param name="Attributes">By name, including the groups as a list.</param>
internal sealed record SandboxAssertion(string NameId, string Email, string FirstName, string LastName, IReadOnlyList<string> Groups, JsonObject Attributes)
{
    /// <summary>By the identity provider's clock; null for now, by Looker's clock.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>The certificate that signs the answer; null for one that Looker accepts.</summary>
    public string? SignedWith { get; init; }

    public static SandboxAssertion Read(JsonObject body)
    {
        var email = body["email"]?.GetValue<string>() ?? throw SandboxRefusal.BadRequest("An e-mail address is needed.");
        return new(
            body["nameId"]?.GetValue<string>() ?? email,
            email,
            body["firstName"]?.GetValue<string>() ?? "First",
            body["lastName"]?.GetValue<string>() ?? "Last",
            [.. (body["groups"] as JsonArray ?? []).Select(g => g!.GetValue<string>())],
            body["attributes"] as JsonObject ?? []);
    }
}

/// <summary>Signs a person in as this Looker's configuration says, with the effects that Looker's documentation describes.</summary>
/// <param name="clock">The current time; null for the world's clock.</param>
/// <param name="saml">Null for the live configuration.</param>
internal sealed class SandboxSamlLogin(SandboxWorld world, SandboxSwitches switches, TimeProvider? clock = null, SandboxSaml? saml = null)
{
    /// <summary>How long an answer of the identity provider is valid.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _clock = clock ?? world.Clock;
    private readonly JsonObject _saml = (saml ?? world.LiveSaml).Members;

    /// <summary>Signs in through the identity provider.</summary>
    /// <exception cref="SandboxRefusal">403: the login fails, and nothing has changed.</exception>
    public SandboxUser SignIn(SandboxAssertion assertion)
    {
        if (!IsOn("enabled"))
        {
            throw SandboxRefusal.Forbidden("SAML is not enabled.");
        }

        CheckCertificate(assertion.SignedWith);
        CheckTime(assertion.IssuedAt);
        var mirrored = MirroredGroups(assertion).ToList();
        if (IsOn("auth_requires_role") && !mirrored.Any(group => world.Roles.Values.Any(r => r.GroupIds.Contains(group.Id))))
        {
            throw SandboxRefusal.Forbidden("No role was found for this user in SAML.");
        }

        foreach (var required in SandboxSamlRules.Objects(_saml, "user_attributes_with_ids").Where(a => a["required"]?.GetValue<bool>() == true))
        {
            if (!assertion.Attributes.ContainsKey(required["name"]!.GetValue<string>()))
            {
                throw SandboxRefusal.Forbidden($"The attribute {required["name"]} is required.");
            }
        }

        var user = FindByNameId(assertion) ?? FindByEmail(assertion) ?? Create(assertion);
        if (user.IsDisabled)
        {
            throw SandboxRefusal.Forbidden("The account is disabled.");
        }

        user.Saml = new SandboxSso { NameId = assertion.NameId, Email = assertion.Email, CreatedAt = user.Saml?.CreatedAt ?? world.Now, LoggedInAt = world.Now };
        (user.FirstName, user.LastName) = (assertion.FirstName, assertion.LastName);
        SetGroups(user, mirrored);
        SetAttributes(user, assertion);
        world.Save(user);
        return user;
    }

    /// <summary>Signs in with e-mail and password.</summary>
    /// <exception cref="SandboxRefusal">403: this user has no way in by e-mail.</exception>
    public SandboxUser SignInByEmail(string email)
    {
        if (!world.TryFindByEmail(email, out var user) || user.IsDisabled)
        {
            throw SandboxRefusal.Forbidden("There is no such e-mail login.");
        }

        if (IsOn("enabled") && !(IsOn("alternate_email_login_allowed") && world.IsAdmin(user)))
        {
            throw SandboxRefusal.Forbidden("While SAML is enabled, there is no e-mail login for this user.");
        }

        return user;
    }

    public SandboxUser? FindByNameId(SandboxAssertion assertion) => world.Users.Values.FirstOrDefault(u => u.Saml?.NameId == assertion.NameId);

    /// <summary>The account that a first login is merged with; null if the login creates one.</summary>
    public SandboxUser? FindByEmail(SandboxAssertion assertion)
    {
        var types = (_saml["new_user_migration_types"]?.GetValue<string>() ?? "").Split(',', StringSplitOptions.TrimEntries);
        var joins = types.Contains("email") && (types.Length == 1 || !switches.MergesByEmailAlone);
        return joins && world.TryFindByEmail(assertion.Email, out var user) ? user : null;
    }

    /// <param name="signedWith">Null for one that Looker accepts.</param>
    /// <exception cref="SandboxRefusal">403: the signature cannot be verified.</exception>
    public void CheckCertificate(string? signedWith)
    {
        var texts = IsOn("multi_certs_supported")
            ? (_saml["idp_cert_multi"]?["signing"] as JsonArray ?? []).Select(c => c!.GetValue<string>())
            : [_saml["idp_cert"]?.GetValue<string>() ?? ""];
        var now = _clock.GetUtcNow();
        if (!texts.Any(text => (signedWith is null || SamlCertificate.Bare(text) == SamlCertificate.Bare(signedWith)) && IsGood(text, now)))
        {
            throw SandboxRefusal.Forbidden("The signature could not be checked: no valid certificate.");
        }
    }

    /// <param name="issuedAt">By the identity provider's clock; null for now.</param>
    /// <exception cref="SandboxRefusal">403: too early or too late.</exception>
    public void CheckTime(DateTimeOffset? issuedAt)
    {
        var now = _clock.GetUtcNow();
        var issued = issuedAt ?? now;
        var drift = TimeSpan.FromSeconds(_saml["allowed_clock_drift"]?.GetValue<int>() ?? 0);
        if (issued > now + drift)
        {
            throw SandboxRefusal.Forbidden("The answer of the identity provider is not valid yet.");
        }

        if (now >= issued + Validity + drift)
        {
            throw SandboxRefusal.Forbidden("The answer of the identity provider is too old.");
        }
    }

    private bool IsOn(string name) => _saml[name]?.GetValue<bool>() == true;

    /// <summary>Anything that is not a certificate counts as a good one, because trials need no real ones.</summary>
    private static bool IsGood(string text, DateTimeOffset now)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(SamlCertificate.Bare(text)));
            return now >= certificate.NotBefore.ToUniversalTime() && now < certificate.NotAfter.ToUniversalTime();
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return true;
        }
    }

    private SandboxUser Create(SandboxAssertion assertion)
    {
        var user = SandboxSeed.AddUser(world, assertion.FirstName, assertion.LastName, null, [.. SandboxSamlRules.Ids(_saml, "default_new_user_role_ids")]);
        foreach (var id in SandboxSamlRules.Ids(_saml, "default_new_user_group_ids"))
        {
            world.Join(user, world.Groups[id]);
        }

        return user;
    }

    private IEnumerable<SandboxGroup> MirroredGroups(SandboxAssertion assertion) => IsOn("set_roles_from_groups")
        ? SandboxSamlRules.Objects(_saml, "groups_with_role_ids")
            .Where(m => assertion.Groups.Contains(m["name"]!.GetValue<string>()) && m["looker_group_id"] is not null)
            .Select(m => world.Groups.GetValueOrDefault(m["looker_group_id"]!.GetValue<string>()))
            .OfType<SandboxGroup>()
        : [];

    private void SetGroups(SandboxUser user, List<SandboxGroup> mirrored)
    {
        user.AllowNormalGroupMembership = IsOn("allow_normal_group_membership");
        foreach (var group in user.GroupIds.Select(id => world.Groups[id]).ToList())
        {
            if (group.ExternallyManaged ? IsOn("set_roles_from_groups") && !mirrored.Contains(group) : !user.AllowNormalGroupMembership)
            {
                world.Leave(user, group);
            }
        }

        foreach (var group in mirrored.Where(g => !user.GroupIds.Contains(g.Id)))
        {
            world.Join(user, group);
        }

        user.RolesFromNormalGroups = IsOn("allow_roles_from_normal_groups");
        if (IsOn("set_roles_from_groups") || !IsOn("allow_direct_roles"))
        {
            user.RoleIds.Clear();
        }
    }

    private void SetAttributes(SandboxUser user, SandboxAssertion assertion)
    {
        foreach (var mapping in SandboxSamlRules.Objects(_saml, "user_attributes_with_ids"))
        {
            if (assertion.Attributes[mapping["name"]!.GetValue<string>()] is { } value)
            {
                foreach (var id in SandboxSamlRules.Ids(mapping, "user_attribute_ids"))
                {
                    user.AttributeValues[id] = value.ToString();
                }
            }
        }
    }
}
