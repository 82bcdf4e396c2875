using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence;

public sealed partial class AccessPage : DataPage<AccessList>
{
    private static readonly IReadOnlyList<(AccessView View, string Title, string Note)> Figures =
    [
        (AccessView.Had, "Had access", "active in Looker"),
        (AccessView.Left, "Left, still active", "after the identity provider took it"),
        (AccessView.Asked, "Asked, not let in", "not active in Looker"),
        (AccessView.ByHand, "By hand", "as comparisons found"),
    ];

    [Inject] public required AccessQuery Access { get; init; }

    [Inject] public required EvidenceFacts Facts { get; init; }

    [SupplyParameterFromQuery] public string? At { get; set; }

    [SupplyParameterFromQuery] public string? Integration { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    /// <summary>One of <see cref="AccessView"/>.</summary>
    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public string? After { get; set; }

    [SupplyParameterFromQuery] public string? Before { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private SortedRequest Part => SortedRequest.Of(null, AccessQuery.Sorts, After, Before, Size);

    private IReadOnlyList<(string Text, string? At)> Quick => EvidenceTime.Quick(Clock.GetUtcNow());

    protected override async Task<AccessList> QueryAsync(Actor actor, CancellationToken ct)
    {
        var filter = new AccessAddress(At, Integration, Text, View).ToFilter(Clock);
        var people = await Access.RunAsync(actor, filter, Part, ct);
        return new AccessList(
            filter, people, await Access.CountAsync(actor, filter, ct), await Facts.ChoicesAsync(actor, ct), await Facts.LoggedAsync([.. people.Items.Select(p => p.RequestId).OfType<Guid>()], ct));
    }

    private string HrefOf(AccessView view) => HrefOf(("view", view == AccessView.Had ? null : view.ToString()));

    private string HrefOf(string? at) => HrefOf(("at", at));

    private string HrefOf((string Name, string? Value) filter) =>
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [filter.Name] = filter.Value, ["after"] = null, ["before"] = null });

    /// <summary>A group that only one side had says so.</summary>
    private static string GroupsOf(AccessLine row) => row.Groups.Count == 0 ? "–" : string.Join(", ", row.Groups.Select(g => g switch
    {
        { Had: true, Asked: true } => g.Name,
        { Had: true } => $"{g.Name} (not asked for)",
        _ => $"{g.Name} (asked, not in)",
    }));

    /// <summary>A role says which group it came through.</summary>
    private static string RolesOf(AccessLine row) => row.Roles.Count == 0 ? "–" : string.Join(", ", row.Roles.GroupBy(r => r.Name).Select(r =>
        $"{r.Key} ({string.Join(", ", r.Select(from => (from.Group is { } group ? $"through {group}" : "its own") + (from.Had ? "" : ", asked, not given")))})"));

    /// <summary>Where Looker had another value than was asked for, both are said.</summary>
    private static string AttributesOf(AccessLine row) => string.Join(", ", row.Attributes.Select(a =>
        a.Had == a.Asked ? $"{a.Name}: {a.Had}" : $"{a.Name}: {a.Had ?? "none"} (asked: {a.Asked ?? "none"})"));
}

/// <param name="Choices">The integrations to choose from.</param>
/// <param name="Logged">The requests that the log still has.</param>
public sealed record AccessList(
    AccessFilter Filter, SortedPage<AccessLine> People, IReadOnlyDictionary<AccessView, long> Counts, IReadOnlyList<(string Key, string Text)> Choices, IReadOnlySet<Guid> Logged);
