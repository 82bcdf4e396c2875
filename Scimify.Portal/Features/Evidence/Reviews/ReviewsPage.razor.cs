using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>All reviews, newest first.</summary>
public sealed partial class ReviewsPage : DataPage<ReviewList>
{
    [Inject] public required ReviewQuery Reviews { get; init; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private PageRequest Part => PageRequest.Of(Page, PageSizes.Of(Size));

    protected override ChangeTopics Watches => ChangeTopics.Reviews;

    protected override async Task<ReviewList> QueryAsync(Actor actor, CancellationToken ct)
    {
        var reviews = await Reviews.ListAsync(actor, Part, ct);
        return new(reviews, reviews.Items.ToDictionary(r => r.Uuid, r => ReviewWords.Look(EnumWords.Parse<ReviewState>(r.State)!.Value, r.DueAt, Clock.GetUtcNow())));
    }
}

public sealed record ReviewList(ResultPage<ReviewResource> Reviews, IReadOnlyDictionary<Guid, (string Tone, string Icon, string Text)> Looks);
