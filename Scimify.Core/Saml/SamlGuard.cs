namespace Scimify.Core.Saml;

/// <summary>Why a change is blocked, and what to do first.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Field">Looker's member name.</param>
public sealed record SamlBlocker(string Code, string Message, string Field);

/// <summary>The details of a refusal by the guard.</summary>
public sealed record SamlConflictDetails(string Code, IReadOnlyList<SamlBlocker> Blockers);

/// <summary>How Looker's administrators can sign in. Disabled accounts and accounts that do not belong to a person do not count.</summary>
/// <param name="WithEmail">How many have an e-mail credential.</param>
/// <param name="WithSaml">How many have signed in by SAML before.</param>
public sealed record SamlAdministrators(int Count, int WithEmail, int WithSaml);

/// <summary>Blocks changes that could lock administrators out.</summary>
public static class SamlGuard
{
    /// <param name="isProven">Whether a login with exactly these settings has succeeded.</param>
    /// <returns>Only what the change itself causes. A problem that exists already does not block another change.</returns>
    public static IReadOnlyList<SamlBlocker> Check(SamlSettings before, SamlSettings after, SamlAdministrators administrators, bool isProven)
    {
        var blockers = new List<SamlBlocker>();
        var changed = SamlFieldChange.Between(before, after).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var alternate = after.Flag(SamlFields.AlternateEmailLoginAllowed, absent: true);
        if (!alternate && after.Flag(SamlFields.BypassLoginPage) && (changed.Contains(SamlFields.AlternateEmailLoginAllowed) || changed.Contains(SamlFields.BypassLoginPage)))
        {
            blockers.Add(new("bypassWithoutAlternateLogin",
                "With Looker's login page skipped and no way in by e-mail, a failing identity provider would lock everybody out, including administrators. Keep alternate_email_login_allowed on.",
                changed.Contains(SamlFields.BypassLoginPage) ? SamlFields.BypassLoginPage : SamlFields.AlternateEmailLoginAllowed));
        }

        if (before.IsEnabled && !after.IsEnabled && administrators.WithEmail == 0)
        {
            blockers.Add(new("administratorsOnlySaml",
                "No Looker administrator has an e-mail credential, so none of them could sign in with SAML off. Give one an e-mail login first.", SamlFields.Enabled));
        }

        if (before.IsEnabled && after.IsEnabled && !alternate && changed.Contains(SamlFields.AlternateEmailLoginAllowed) && administrators.WithSaml == 0)
        {
            blockers.Add(new("noAdministratorWithSaml",
                "No Looker administrator has signed in by SAML yet. Without a way in by e-mail, it is not certain that any of them could sign in. Sign in by SAML as an administrator first.",
                SamlFields.AlternateEmailLoginAllowed));
        }

        if (TrustField(before, after, changed) is { } field)
        {
            CheckTrust(field, alternate, administrators, isProven, blockers);
        }

        return blockers;
    }

    /// <summary>The first changed member that later logins depend on; null if there is none.</summary>
    public static string? TrustField(SamlSettings before, SamlSettings after) =>
        TrustField(before, after, SamlFieldChange.Between(before, after).Select(c => c.Name).ToHashSet(StringComparer.Ordinal));

    private static string? TrustField(SamlSettings before, SamlSettings after, HashSet<string> changed) => after.IsEnabled switch
    {
        false => null,
        true when !before.IsEnabled => SamlFields.Enabled,
        true => SamlFields.Writable.FirstOrDefault(f => f.IsTrust && changed.Contains(f.Name))?.Name,
    };

    private static void CheckTrust(string field, bool alternate, SamlAdministrators administrators, bool isProven, List<SamlBlocker> blockers)
    {
        var what = field == SamlFields.Enabled ? "SAML is switched on" : "the trust in the identity provider is changed";
        if (!alternate)
        {
            blockers.Add(new("noAlternateLogin",
                $"There must be a way in by e-mail while {what}. Set alternate_email_login_allowed to true first, and turn it off again when SAML works.", field));
        }

        if (administrators.WithEmail == 0)
        {
            blockers.Add(new("noAdministratorWithEmail",
                $"No Looker administrator has an e-mail credential. If SAML fails after {what}, nobody could sign in to repair it. Give one an e-mail login first.", field));
        }

        if (!isProven)
        {
            blockers.Add(new("notTested",
                $"No login has succeeded with exactly these settings. Test them as a draft first. When {what}, a mistake stops every SAML login at once.", field));
        }
    }
}
