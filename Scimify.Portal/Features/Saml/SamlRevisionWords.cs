using Scimify.Core.Saml;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>A revision as the list shows it.</summary>
/// <param name="Changes">What differs from the state before; none for the first state.</param>
/// <param name="IsLatest">Whether Looker was last seen to have it.</param>
/// <param name="Lasted">How long Looker had it; null if Looker still has it, or never had it.</param>
public sealed record SamlRevisionRow(SamlRevision Revision, IReadOnlyList<SamlFieldChange> Changes, bool IsLatest, TimeSpan? Lasted)
{
    /// <summary>The ID of the Looker user who made the change in Looker; null if it was made here, or if Looker does not say.</summary>
    public string? LookerUser => Revision.Source == SamlSource.Looker ? Revision.LookerModifiedBy : null;

    /// <param name="revisions">The newest first, without a gap.</param>
    /// <param name="newer">The oldest newer one that Looker had; null for none.</param>
    /// <param name="latest">The revision that Looker was last seen to have.</param>
    public static IReadOnlyList<SamlRevisionRow> Of(IEnumerable<SamlRevision> revisions, SamlRevision? newer, Guid? latest)
    {
        var rows = new List<SamlRevisionRow>();
        var until = newer?.At;
        foreach (var revision in revisions)
        {
            var had = revision.State == SamlRevisionState.Applied;
            rows.Add(new(revision, ChangesOf(revision), revision.Id == latest, had ? until - revision.At : null));
            until = had ? revision.At : until;
        }

        return rows;
    }

    private static IReadOnlyList<SamlFieldChange> ChangesOf(SamlRevision revision) =>
        revision.Before is null ? [] : SamlFieldChange.Between(SamlSettings.Parse(revision.Before), SamlSettings.Parse(revision.Settings));
}

/// <summary>What a revision is called, and what became of it.</summary>
public static class SamlRevisionWords
{
    public static string Title(SamlRevisionRow row) => row switch
    {
        { Revision.Note: { } note } => note,
        { Revision.Before: null } => "The first state that Scimify saw",
        { Revision.Source: SamlSource.Looker } => "Changed in Looker",
        { Changes: [var first, ..] } => SamlFindingWords.Label(first.Name),
        _ => "Nothing changed",
    };

    /// <summary>Which settings changed; empty for the first state.</summary>
    public static string Detail(SamlRevisionRow row) => row.Changes.Count == 0 ? ""
        : $"{Times.Count(row.Changes.Count, "setting")}: {string.Join(", ", row.Changes.Take(3).Select(change => SamlFindingWords.Label(change.Name)))}{(row.Changes.Count > 3 ? ", …" : "")}";

    public static (string Tone, string Icon, string Text) State(SamlRevisionRow row) => row switch
    {
        { Revision.State: SamlRevisionState.Applying } => ("move", "clock", "On its way"),
        { Revision.State: SamlRevisionState.NotApplied } => ("bad", "x-circle", "Not applied"),
        { IsLatest: true } => ("good", "check-circle", "In Looker now"),
        { Lasted: { } lasted } => ("quiet", "dot", $"In Looker for {Times.Words(lasted)}"),
        _ => ("quiet", "dot", "Replaced"),
    };
}
