using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.ApiReference;

/// <summary>The REST API, for people to read.</summary>
public sealed partial class ApiReferencePage : DataPage<ApiReferenceView>
{
    [Inject] public required ApiReferenceQuery Reference { get; init; }

    [SupplyParameterFromQuery] public string? Q { get; set; }

    protected override Task<ApiReferenceView> QueryAsync(Actor actor, CancellationToken ct) =>
        Reference.RunAsync(string.IsNullOrWhiteSpace(Q) ? null : Q.Trim(), ct);

    private static string IdOf(ApiSection section) => "section-" + LetterCase.Lower(section.Name.Replace(' ', '-'));
}
