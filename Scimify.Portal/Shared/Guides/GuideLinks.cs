namespace Scimify.Portal.Shared.Guides;

/// <summary>Where the guides are in the console.</summary>
public static class GuideLinks
{
    /// <summary>The page's path within an integration.</summary>
    public const string Page = "guide";

    public static string AddressOf(Guid integrationId, ProviderGuide? guide = null) =>
        $"integrations/{integrationId}/{Page}" + (guide is null ? "" : $"?provider={guide.Key}");
}
