using System.Diagnostics;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Adoption;

/// <summary>The inventory in words: how a Looker object relates to SCIM, and what would happen to it.</summary>
public static class InventoryWords
{
    public static readonly IReadOnlyList<(string Key, string Text)> Kinds = [("", "Both"), ("User", "Users"), ("Group", "Groups")];

    /// <summary>A view for each state.</summary>
    public static IReadOnlyList<ListView> Tabs(InventoryCounts counts) =>
    [
        new(null, "All", counts.Total),
        .. Enum.GetValues<InventoryState>().Select(state => new ListView(NameOf(state), Text(state), state switch
        {
            InventoryState.Linked => counts.Linked,
            InventoryState.Matches => counts.Matches,
            InventoryState.LookerOnly => counts.LookerOnly,
            InventoryState.NotAdoptable => counts.NotAdoptable,
            _ => throw new UnreachableException(),
        })),
    ];

    /// <summary>The name in the REST API and in the page's address.</summary>
    public static string NameOf(InventoryState state) => state switch
    {
        InventoryState.Linked => "linked",
        InventoryState.Matches => "matches",
        InventoryState.LookerOnly => "lookerOnly",
        InventoryState.NotAdoptable => "notAdoptable",
        _ => throw new UnreachableException(),
    };

    public static InventoryState? Parse(string? name) => Enum.GetValues<InventoryState>().Cast<InventoryState?>().FirstOrDefault(state => NameOf(state!.Value) == name);

    public static string Text(InventoryState state) => state switch
    {
        InventoryState.Linked => "Linked",
        InventoryState.Matches => "Matches",
        InventoryState.LookerOnly => "In Looker only",
        InventoryState.NotAdoptable => "Never adopted",
        _ => throw new UnreachableException(),
    };

    public static (string Tone, string Icon) Look(InventoryState state) => state switch
    {
        InventoryState.Linked => ("good", "check-circle"),
        InventoryState.Matches => ("wait", "users"),
        InventoryState.LookerOnly => ("quiet", "dot"),
        _ => ("quiet", "lock"),
    };

    /// <summary>What would happen to it under the present policy, or has happened.</summary>
    /// <param name="adoption">The policy.</param>
    public static string Preview(InventoryRow row, AdoptionPolicy adoption) => row switch
    {
        { Looker.State: InventoryState.Linked, Scim: { IsDeleted: true } } => "Its person has left SCIM. If they return, they get it back.",
        { Looker.State: InventoryState.Linked, Scim.Link: Core.Directory.LinkState.Adopted } => "Taken over. It was in Looker before.",
        { Looker.State: InventoryState.Linked } => "Created by Scimify.",
        { Looker.State: InventoryState.NotAdoptable, Scim: not null } => $"{LetterCase.Capital(Reason(row))}. The identity provider gets an error.",
        { Looker.State: InventoryState.NotAdoptable } => $"{LetterCase.Capital(Reason(row))}.",
        { Looker.State: InventoryState.LookerOnly } => row.IsGroup ? "Stays as it is until SCIM has a group of this name." : "Stays as it is until SCIM has a user with this address.",
        { HeldId: not null } => "Waits for a person to agree.",
        _ => adoption switch
        {
            AdoptionPolicy.Auto when !row.IsGroup && row.Looker.Traits.HasFlag(InventoryTraits.Disabled) =>
                "Will be held for a person at the next attempt, unless its person is inactive in SCIM.",
            AdoptionPolicy.Auto when row.SharesAddress => "Will be held for a person at the next attempt.",
            AdoptionPolicy.Auto => "Will be taken over at the next attempt.",
            AdoptionPolicy.Review => "Will be held for a person at the next attempt.",
            _ => "Will not be taken over. The identity provider gets an error.",
        },
    };

    /// <summary>Why it is never taken over; empty if it may be.</summary>
    public static string Reason(InventoryRow row) => row.Looker switch
    {
        { State: not InventoryState.NotAdoptable } => "",
        { Traits: var traits } when traits.HasFlag(InventoryTraits.External) => "it is managed outside Scimify (by SAML, LDAP, embedding or Looker itself)",
        { Traits: var traits } when traits.HasFlag(InventoryTraits.ApiUser) => "it owns Scimify's API key",
        { Traits: var traits } when traits.HasFlag(InventoryTraits.Administrator) => "it is a Looker administrator",
        { Traits: var traits } when traits.HasFlag(InventoryTraits.ServiceAccount) => "it is a service account",
        { Traits: var traits } when traits.HasFlag(InventoryTraits.EmbedUser) => "it is an embed user",
        { Traits: var traits } when traits.HasFlag(InventoryTraits.LookerEmployee) => "it belongs to a Looker employee",
        { IsListed: true } => "it is on this integration's list of protected accounts",
        _ => "it has no e-mail address",
    };

    /// <summary>What is unusual about the account's address; empty if nothing is.</summary>
    public static string AddressNote(InventoryRow row) => row switch
    {
        { SharesAddress: true } => "Another account has the same address.",
        { IsGroup: false, Looker: { EmailNorm.Length: > 0, Traits: var traits } } when traits.HasFlag(InventoryTraits.NoEmailCredential) => "It has no e-mail credential.",
        _ => "",
    };

    public static string? SyncName(InventoryRow row) => row.Scim is { } scim ? SyncStates.NameOf(scim.Sync) : null;
}
