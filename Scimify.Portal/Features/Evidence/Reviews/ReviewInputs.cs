using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>What to review, by whom, and until when.</summary>
public sealed record StartReviewInput
{
    [Description("What people call it.")]
    [Required]
    [Example("Finance, 4th quarter")]
    public string? Name { get; init; }

    [Description("The integration whose Looker is reviewed.")]
    [Required]
    public Guid? Integration { get; init; }

    [Description("accounts: every account that is active in Looker. groups: the members of some groups. roles: the members of the groups that some roles are mapped to. administrators: Looker's administrators.")]
    [Required]
    public ReviewScope? Scope { get; init; }

    [Description("For groups: their SCIM IDs. For roles: Looker's IDs. Otherwise none.")]
    [MaxLength(NewReview.MostTargets)]
    public IReadOnlyList<string>? Targets { get; init; }

    [Description("The UUIDs of the people who decide: owners, operators and auditors.")]
    [Required]
    [MaxLength(NewReview.MostReviewers)]
    public IReadOnlyList<Guid>? Reviewers { get; init; }

    [Description("Whether each person's manager, as SCIM tells, decides with a link. The reviewers then decide about people without one. Default: false.")]
    public bool? Managers { get; init; }

    [Description("Until when they decide: in the future, and within a year.")]
    [Required]
    public DateTimeOffset? DueAt { get; init; }

    public Guid RequiredIntegration() => Integration ?? throw ValidationFailedException.Of("integration", "is required: the UUID of an integration.");

    /// <exception cref="ValidationFailedException"><c>scope</c> or <c>dueAt</c> is missing. The service checks the others.</exception>
    public NewReview ToReview() => new(
        Name ?? "",
        Scope ?? throw ValidationFailedException.Of("scope", $"is required: one of {string.Join(", ", EnumWords.All<ReviewScope>())}."),
        Targets ?? [],
        Reviewers ?? [],
        DueAt ?? throw ValidationFailedException.Of("dueAt", "is required: a time in the future."),
        Managers ?? false);
}

/// <summary>A decision about some rows of a review.</summary>
public sealed record DecideReviewInput
{
    [Description("The numbers of the rows.")]
    [Required]
    [MaxLength(ReviewService.MostAtOnce)]
    [JsonExample("[1, 2]")]
    public IReadOnlyList<int>? Rows { get; init; }

    [Description("keep, remove, or notMine for somebody whom another reviewer has to decide about.")]
    [Required]
    [Words(typeof(DecideReviewInput), nameof(Decisions))]
    [Example("remove")]
    public string? Decision { get; init; }

    [Description("Why. Required unless access is kept.")]
    [Example("Changed to another department")]
    public string? Reason { get; init; }

    [JsonIgnore]
    public static string[] Decisions { get; } = ["keep", "remove", "notMine"];
}

/// <summary>Which rows of a review to list.</summary>
public sealed record ReviewRowsInput : PageInput
{
    [Description("Part of a name, address or group.")]
    public string? Q { get; init; }

    [Description("open: nobody has decided. withoutManager: the reviewers decide, and no manager. look: worth a look. keep and remove: as decided. removed, identityProvider, inLooker and gone: what becomes of those to remove. Default: all.")]
    public ReviewView? View { get; init; }

    public ReviewFilter ToFilter() => new(View ?? ReviewView.All, Q);
}

/// <summary>The rows of a review, as views of its list.</summary>
[JsonConverter(typeof(EnumWordsConverter<ReviewView>))]
public enum ReviewView
{
    All,
    Open,
    WithoutManager,
    Look,
    Keep,
    Remove,
    Removed,
    IdentityProvider,
    InLooker,
    Gone,
}

/// <param name="Text">Part of a name, address or group.</param>
public sealed record ReviewFilter(ReviewView View = ReviewView.All, string? Text = null);
