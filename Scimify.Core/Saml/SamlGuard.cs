namespace Scimify.Core.Saml;

/// <summary>Why a change would not be let through, and what to do first.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Field">Looker's member name.</param>
public sealed record SamlBlocker(string Code, string Message, string Field);

/// <summary>What a refusal by the guard carries.</summary>
public sealed record SamlConflictDetails(string Code, IReadOnlyList<SamlBlocker> Blockers);

/// <summary>How Looker's administrators can sign in. Disabled accounts, and those that are no person's, do not count.</summary>
/// <param name="WithEmail">Have an e-mail credential.</param>
/// <param name="WithSaml">Have signed in by SAML before.</param>
public sealed record SamlAdministrators(int Count, int WithEmail, int WithSaml);

/// <summary>Refuses changes after which administrators may not be able to sign in any more.</summary>
public static class SamlGuard
{
    /// <param name="isProven">A login with exactly these settings has succeeded.</param>
    /// <returns>Only what the change itself brings about: a state that is bad already does not stand in the way of another change.</returns>
    public static IReadOnlyList<SamlBlocker> Check(SamlSettings before, SamlSettings after, SamlAdministrators administrators, bool isProven)
    {
        var blockers = new List<SamlBlocker>();
        var changed = SamlFieldChange.Between(before, after).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var alternate = after.Flag(SamlFields.AlternateEmailLoginAllowed, absent: true);
        if (!alternate && after.Flag(SamlFields.BypassLoginPage) && (changed.Contains(SamlFields.AlternateEmailLoginAllowed) || changed.Contains(SamlFields.BypassLoginPage)))
        {
            blockers.Add(new("bypassWithoutAlternateLogin",
                "With Looker's login page skipped and no way in by e-mail, a failing identity provider would lock everybody out, administrators too. Keep alternate_email_login_allowed on.",
                changed.Contains(SamlFields.BypassLoginPage) ? SamlFields.BypassLoginPage : SamlFields.AlternateEmailLoginAllowed));
        }

        if (before.IsEnabled && !after.IsEnabled && administrators.WithEmail == 0)
        {
            blockers.Add(new("administratorsOnlySaml",
                "No administrator of Looker has an e-mail credential: with SAML off none of them could sign in. Give one an e-mail login first.", SamlFields.Enabled));
        }

        if (before.IsEnabled && after.IsEnabled && !alternate && changed.Contains(SamlFields.AlternateEmailLoginAllowed) && administrators.WithSaml == 0)
        {
            blockers.Add(new("noAdministratorWithSaml",
                "No administrator of Looker has signed in by SAML yet: without a way in by e-mail none of them could sign in for certain. Sign in by SAML as an administrator first.",
                SamlFields.AlternateEmailLoginAllowed));
        }

        if (TrustField(before, after, changed) is { } field)
        {
            CheckTrust(field, alternate, administrators, isProven, blockers);
        }

        return blockers;
    }

    /// <summary>The first member of a change after which logins stand on something new; null when there is none.</summary>
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
                $"There must be a way in by e-mail while {what}: set alternate_email_login_allowed to true first, and take it back when SAML works.", field));
        }

        if (administrators.WithEmail == 0)
        {
            blockers.Add(new("noAdministratorWithEmail",
                $"No administrator of Looker has an e-mail credential: if SAML fails after {what}, nobody could sign in to put it right. Give one an e-mail login first.", field));
        }

        if (!isProven)
        {
            blockers.Add(new("notTested",
                $"No login has succeeded with exactly these settings. Test them as a draft first: a mistake stops every SAML login at once when {what}.", field));
        }
    }
}
