using Scimify.Core.Audit;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Primitives;

namespace Scimify.Core.Directory;

/// <summary>
/// What a write changed, for the provisioning log: the attributes that the rows have columns for. Others, which can be anything that
/// an identity provider sends, are never kept there.
/// </summary>
internal static class ChangedAttributes
{
    private const int LongestValue = 500;
    private const string Hidden = "(hidden)";

    /// <param name="before">Null for a user who is created.</param>
    public static string? Of(ScimUserRow? before, ScimUserRow row) => Between([
        ("userName", before?.UserName, row.UserName),
        ("displayName", DisplayName(before), DisplayName(row)),
        ("name.givenName", before?.LookerFirstName, row.LookerFirstName),
        ("name.familyName", before?.LookerLastName, row.LookerLastName),
        ("emails", before?.LookerEmail, row.LookerEmail),
        ("externalId", before?.ExternalId, row.ExternalId),
        ("active", Flag(before?.Active), Flag(row.Active)),
        .. before?.LookerAttributes == row.LookerAttributes ? [] : LookerAttributes(before, row)]);

    /// <param name="before">Null for a group that is created.</param>
    public static string? Of(ScimGroupRow? before, ScimGroupRow row) => Between(
        ("displayName", before?.DisplayName, row.DisplayName), ("externalId", before?.ExternalId, row.ExternalId));

    /// <summary>What a mapping makes of the user. Values that Looker hides are hidden here too.</summary>
    private static IEnumerable<(string Attribute, string? Before, string? After)> LookerAttributes(ScimUserRow? before, ScimUserRow row)
    {
        var earlier = MappingSet.Desired(before?.LookerAttributes).ToDictionary(a => a.Id);
        return MappingSet.Desired(row.LookerAttributes)
            .Where(wanted => earlier.GetValueOrDefault(wanted.Id)?.Value != wanted.Value)
            .Select(wanted => wanted.IsHidden
                ? ($"looker.{wanted.Name}", null, wanted.Value is null ? null : Hidden)
                : ($"looker.{wanted.Name}", earlier.GetValueOrDefault(wanted.Id) is { IsHidden: true } ? Hidden : earlier.GetValueOrDefault(wanted.Id)?.Value, wanted.Value));
    }

    private static string? Between(params ReadOnlySpan<(string Attribute, string? Before, string? After)> attributes)
    {
        List<LoggedChange>? changes = null;
        foreach (var (attribute, before, after) in attributes)
        {
            if ((before ?? "") != (after ?? ""))
            {
                (changes ??= []).Add(new(attribute, Value(before), Value(after)));
            }
        }

        return changes is null ? null : LoggedChange.Store(changes);
    }

    private static string? Value(string? text) => string.IsNullOrEmpty(text) ? null : text.Excerpt(LongestValue);

    private static string? DisplayName(ScimUserRow? row) => row is null || row.Display == row.UserName ? null : row.Display;

    private static string? Flag(bool? value) => value switch { true => "true", false => "false", _ => null };
}
