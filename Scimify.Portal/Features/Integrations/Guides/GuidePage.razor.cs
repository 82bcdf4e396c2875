using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Guides;

namespace Scimify.Portal.Features.Integrations.Guides;

/// <summary>How an identity provider is connected to an integration, with checks that follow what arrives. The provider is in the address.</summary>
public sealed partial class GuidePage : DataPage<GuideFacts>
{
    [Inject] public required GuideQuery Facts { get; init; }

    [Inject] public required ConsoleAddresses Addresses { get; init; }

    [Parameter] public Guid Id { get; set; }

    /// <summary>The key of a <see cref="ProviderGuide"/>; null for the one that the tokens are named after.</summary>
    [SupplyParameterFromQuery] public string? Provider { get; set; }

    protected override ChangeTopics Watches => ChangeTopics.Directory | ChangeTopics.Log | ChangeTopics.Tokens | ChangeTopics.Integrations | ChangeTopics.Held;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => true;

    protected override Task<GuideFacts> QueryAsync(Actor actor, CancellationToken ct) => Facts.RunAsync(actor, Id, ct);

    private ProviderGuide GuideOf(GuideFacts facts) => Provider is null ? ProviderGuide.Guess(facts.SetUp.Callers.Select(caller => caller.Name)) : ProviderGuide.Of(Provider);

    private string HrefOf(ProviderGuide guide) => GuideLinks.AddressOf(Id, guide);

    private static Dictionary<GuideCheck, GuideResult> ResultsOf(GuideFacts facts, ProviderGuide guide) =>
        Enum.GetValues<GuideCheck>().ToDictionary(check => check, check => GuideChecks.Of(check, facts, guide));
}
