using Scimify.Core.Audit;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>What the query string of the provisioning log says.</summary>
/// <param name="Before">Key of the last row of the page before; rows newest first.</param>
public sealed record LogFilter(Guid? IntegrationId, string? Period, string? Outcome, string? Action, string? Text, long? Before)
{
    public static readonly IReadOnlyList<(string Key, string Text)> Actions =
    [
        ("", "All actions"),
        .. Enum.GetValues<ProvisioningAction>().Select(a => (a.ToString(), ActionName.Of(a))),
    ];

    public ProvisioningAction? ParsedAction => Enum.TryParse<ProvisioningAction>(Action, out var action) && Enum.IsDefined(action) ? action : null;

    public bool IsAny => Period is not (null or "all") || Outcome is not null || Action is not null || Text is not null;
}
