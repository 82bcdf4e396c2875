using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Directory;

/// <summary>One property of a person in three places.</summary>
/// <param name="Sent">By the identity provider; null if it sent none.</param>
/// <param name="Kept">What Scimify wants in Looker.</param>
/// <param name="Looker">What Looker has, as far as it is known.</param>
/// <param name="State">How far the part is that it belongs to.</param>
/// <param name="Reason">Why it is no further; null if there is nothing to say.</param>
/// <param name="Drift">What a person changed in Looker; null if nothing is known to differ.</param>
/// <param name="IsCode">Whether the label is Looker's own name of it.</param>
public sealed record PlaceRow(string Label, string? Sent, string? Kept, string? Looker, SyncState State, string? Reason, DriftItem? Drift, bool IsCode = false)
{
    public bool IsSame => State == SyncState.Applied && Drift is null;

    /// <param name="user">The row in the directory.</param>
    /// <param name="sent">The attributes as they came.</param>
    /// <param name="facets">How far each part of the account is.</param>
    /// <param name="drift">The person's open differences.</param>
    public static IReadOnlyList<PlaceRow> Of(ScimUserRow user, IReadOnlyList<DiffRow> sent, IReadOnlyDictionary<Facets, FacetState> facets, IReadOnlyList<DriftItem> drift)
    {
        var values = sent.GroupBy(row => row.Path).ToDictionary(g => g.Key, g => g.First().After);
        var none = new FacetState(user.SyncState);
        return
        [
            Row("First name", values.GetValueOrDefault("name.givenName"), user.LookerFirstName, Facets.Names, "first_name"),
            Row("Last name", values.GetValueOrDefault("name.familyName"), user.LookerLastName, Facets.Names, "last_name"),
            Row("E-mail", values.GetValueOrDefault("emails[0].value") ?? user.UserName, user.LookerEmail, Facets.Address, "email"),
            Row("Access", Access(user.Active), Access(user.Active), Facets.Access, "is_disabled"),
            .. MappingSet.Desired(user.LookerAttributes).Select(a => Row(a.Name, null, a.IsHidden ? "hidden in Looker" : a.Value, Facets.Attributes, a.Name) with { IsCode = true }),
        ];

        PlaceRow Row(string label, string? from, string? kept, Facets facet, string field)
        {
            var part = user.LookerUserId is null ? none : facets.GetValueOrDefault(facet, new FacetState(SyncState.Applied));
            var found = drift.FirstOrDefault(d => d.Field == field);
            var looker = found is not null ? Shown(field, found.Actual) : part.State == SyncState.Applied ? Shown(field, kept) : null;
            return new PlaceRow(label, from, kept, looker, part.State, part.Reason, found);
        }
    }

    private static string Access(bool active) => active ? "Active" : "Disabled";

    private static string? Shown(string field, string? value) => (field, value) switch
    {
        ("is_disabled", "true" or "Disabled") => "Disabled",
        ("is_disabled", "false" or "Active") => "Enabled",
        _ => value,
    };
}
