using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Erasure;

/// <summary>What the history and the provisioning log call a person.</summary>
internal static class KnownValues
{
    /// <summary>The attributes of the provisioning log whose values name a person to others.</summary>
    private static readonly string[] Naming = ["userName", "emails", "externalId"];

    private const string DisplayName = "displayName";
    private const string GivenName = "name.givenName";
    private const string FamilyName = "name.familyName";

    /// <returns>What means the person wherever it stands, and what does so only in what is about the person.</returns>
    public static async Task<(IReadOnlyList<string> Values, IReadOnlyList<string> Words)> OfAsync(ScimifyContext db, int organizationKey, long key, IReadOnlyList<AccessName> names, CancellationToken ct)
    {
        var ids = names.Select(n => n.ScimId).Distinct().ToList();
        var entries = await db.ProvisioningLog.Where(e => e.OrganizationKey == organizationKey && ids.Contains(e.ScimId!.Value)).Select(e => new { e.Name, e.ExternalId, e.Changes }).Distinct().ToListAsync(ct);
        var changes = entries.SelectMany(e => LoggedChange.Read(e.Changes)).ToList();
        var (given, family) = (Of(GivenName), Of(FamilyName));
        var displayed = Distinct([.. names.Select(n => n.Display), .. Of(DisplayName), .. given.SelectMany(first => family.Select(last => $"{first} {last}"))]);
        var values = Distinct([
            .. names.SelectMany(n => (string?[])[n.Name, n.Address]), .. entries.SelectMany(e => (string?[])[e.Name, e.ExternalId]), .. Of(Naming), .. displayed.Where(IsFullName),
        ]);
        return (await WithoutThoseOfOthersAsync(db, organizationKey, key, values, ct), Distinct([.. values, .. displayed, .. given, .. family]));

        List<string> Of(params string[] attributes) => Distinct(changes.Where(c => attributes.Contains(c.Attribute)).SelectMany(c => (string?[])[c.Before, c.After]));
    }

    private static List<string> Distinct(IEnumerable<string?> values) => [.. values.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>One word is the name of many.</summary>
    private static bool IsFullName(string display) => display.Trim().Contains(' ', StringComparison.Ordinal);

    /// <summary>A value that somebody in the directory has now means that person. A name means nobody alone whom the history knows somebody else by.</summary>
    private static async Task<List<string>> WithoutThoseOfOthersAsync(ScimifyContext db, int organizationKey, long key, List<string> values, CancellationToken ct)
    {
        var norms = values.ConvertAll(ScimText.Normalise);
        var others = await db.ScimUsers
            .Where(u => u.OrganizationKey == organizationKey && u.Key != key
                && (norms.Contains(u.UserNameNorm) || norms.Contains(u.LookerEmailNorm!) || norms.Contains(u.DisplayNameNorm!) || norms.Contains(u.ExternalIdNorm!)))
            .Select(u => new { u.UserNameNorm, u.LookerEmailNorm, u.DisplayNameNorm, u.ExternalIdNorm }).ToListAsync(ct);
        var namesakes = await db.AccessNames.Where(n => n.OrganizationKey == organizationKey && !n.IsGroup && n.SubjectKey != key && norms.Contains(n.DisplayNorm)).Select(n => n.DisplayNorm).Distinct().ToListAsync(ct);
        var taken = others.SelectMany(o => (string?[])[o.UserNameNorm, o.LookerEmailNorm, o.DisplayNameNorm, o.ExternalIdNorm]).Concat(namesakes.Where(IsFullName)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return values.FindAll(value => !taken.Contains(ScimText.Normalise(value)));
    }
}
