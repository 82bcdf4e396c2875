using System.Buffers;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Errors;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Users;

/// <summary>Fills a row from a validated SCIM user: its search columns and the state desired in Looker.</summary>
internal static class UserColumns
{
    private const int SoftDeletePrefix = 32;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <param name="row">A new row, or a copy of the previous one.</param>
    /// <param name="user">The new, validated resource.</param>
    /// <param name="target">Its policies decide which address counts.</param>
    /// <param name="mappings">The integration's mappings.</param>
    /// <param name="before">The stored resource before a change; null for a new one.</param>
    /// <exception cref="ScimException">400 <c>invalidValue</c>: a value is too long for an index, or Looker cannot accept the
    /// address. An address that was stored before this check does not block other changes: the account keeps its own.</exception>
    public static void Fill(ScimUserRow row, ScimObject user, ProvisioningTarget target, MappingSet mappings, byte[]? before = null)
    {
        var displayName = user.GetString("displayName");
        var identity = LookerIdentity.Of(user, target.Policies.EmailSource);
        row.OrganizationKey = target.OrganizationKey;
        row.IntegrationKey = target.IntegrationKey;
        row.UserName = user.GetString("userName")!;
        row.UserNameNorm = IndexedText.Normalise("userName", row.UserName);
        row.ExternalId = user.GetString("externalId") is { } externalId ? IndexedText.Require("externalId", externalId) : null;
        row.Display = displayName ?? row.UserName;
        row.DisplayNameNorm = displayName is null ? null : IndexedText.Normalise("displayName", displayName);
        row.Active = user.GetBoolean("active") ?? row.Active;
        if (identity.Unusable is null)
        {
            row.LookerEmail = identity.Email;
            row.LookerEmailNorm = identity.Email is null ? null : IndexedText.Normalise("emails.value", identity.Email);
        }
        else if (before is null || LookerIdentity.Of(ScimJson.ParseObject(before), target.Policies.EmailSource).Unusable != identity.Unusable)
        {
            throw ScimException.InvalidValue(
                $"Looker cannot take \"{ScimJson.Excerpt(identity.Unusable)}\" as an e-mail address: send one plain address such as name@example.com.", ErrorCodes.AddressInvalid);
        }

        row.LookerFirstName = identity.FirstName;
        row.LookerLastName = identity.LastName;
        row.LookerAttributes = mappings.DesiredOf(user);
    }

    /// <summary>
    /// Entra marks a person as deleted by a new userName: exactly 32 hex digits, then the old one. The account keeps the address, so
    /// that a person who comes back gets the same account. An address that it has given up stays given up.
    /// </summary>
    public static void KeepAddressOfLeaver(ScimUserRow before, ScimUserRow row)
    {
        if (!row.Active && before.LookerEmailNorm is { } address && row.LookerEmailNorm is { } wanted
            && (IsMarked(wanted, address) || (IsMarked(address, wanted) && row.UserNameNorm == address)))
        {
            (row.LookerEmail, row.LookerEmailNorm) = (before.LookerEmail, address);
        }
    }

    /// <summary>Somebody else is to have the address of a person whom Entra has marked as deleted. The account gets the one with the mark, which nobody else can have.</summary>
    /// <returns>False, and nothing changes, if the person is not marked, has another address, or waits for a decision.</returns>
    public static bool GiveAddressUp(ScimUserRow row, string address)
    {
        if (row is not { Active: false, IsHeld: false, DeletedAt: null } || row.LookerEmailNorm != ScimText.Normalise(address)
            || !IsMarked(row.UserNameNorm, row.LookerEmailNorm) || !LookerIdentity.IsAddress(row.UserName))
        {
            return false;
        }

        (row.LookerEmail, row.LookerEmailNorm) = (row.UserName, row.UserNameNorm);
        return true;
    }

    private static bool IsMarked(string renamed, string address) =>
        renamed.Length == address.Length + SoftDeletePrefix && renamed.EndsWith(address, StringComparison.Ordinal)
        && renamed.AsSpan(0, SoftDeletePrefix).IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>If the request does not say, a new person is active, and a person who comes back is as active as before the deletion.</summary>
    /// <param name="row">Filled from <paramref name="user"/>, and changed along with it.</param>
    /// <param name="user">The user to create.</param>
    /// <param name="tombstone">The same person's tombstone; null for a new person.</param>
    /// <param name="log">Notes that the value was kept.</param>
    public static ScimObject WithActive(ScimUserRow row, ScimObject user, ScimUserRow? tombstone, ToleranceLog log)
    {
        if (user.Contains("active"))
        {
            return user;
        }

        row.Active = tombstone?.Active ?? true;
        if (tombstone is not null)
        {
            log.Note(VendorQuirks.ActiveKept, "kept: \"active\" was not sent and is as before the deletion");
        }

        return user.With("active", ScimBoolean.Of(row.Active));
    }

    public static List<UserEmail> Emails(ScimObject user)
    {
        var emails = new List<UserEmail>();
        foreach (var item in user.GetArray("emails") ?? ScimArray.Empty)
        {
            if (item is ScimObject email && email.GetString("value") is { } value)
            {
                var type = email.GetString("type");
                emails.Add(new UserEmail
                {
                    Ordinal = emails.Count,
                    ValueNorm = IndexedText.Normalise("emails.value", value),
                    TypeNorm = type is null ? null : ScimText.Normalise(type),
                });
            }
        }

        return emails;
    }

    /// <summary>Whether both rows ask Looker for the same.</summary>
    public static bool SameInLooker(ScimUserRow a, ScimUserRow b) =>
        a.Active == b.Active && a.DeletedAt is null == b.DeletedAt is null && a.LookerEmail == b.LookerEmail
        && a.LookerFirstName == b.LookerFirstName && a.LookerLastName == b.LookerLastName
        && a.LookerAttributes == b.LookerAttributes;

    /// <summary>
    /// Combines the desired columns of <paramref name="previous"/> with what <paramref name="current"/> knows about Looker, because
    /// undoing a change never forgets an account or an answer.
    /// </summary>
    public static ScimUserRow WithDesiredStateOf(ScimUserRow current, ScimUserRow previous)
    {
        var row = current.Copy();
        row.Id = previous.Id;
        row.UserName = previous.UserName;
        row.UserNameNorm = previous.UserNameNorm;
        row.ExternalId = previous.ExternalId;
        row.Display = previous.Display;
        row.DisplayNameNorm = previous.DisplayNameNorm;
        row.Active = previous.Active;
        row.CreatedAt = previous.CreatedAt;
        row.DeletedAt = previous.DeletedAt;
        row.LookerEmail = previous.LookerEmail;
        row.LookerEmailNorm = previous.LookerEmailNorm;
        row.LookerFirstName = previous.LookerFirstName;
        row.LookerLastName = previous.LookerLastName;
        row.Protection = (current.Protection & ~Protection.Listed) | (previous.Protection & Protection.Listed);
        row.LookerAttributes = previous.LookerAttributes;
        return row;
    }
}
