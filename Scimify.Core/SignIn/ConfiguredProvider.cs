namespace Scimify.Core.SignIn;

/// <summary>A provider of the settings. It is always on, belongs to the oldest organization, and nobody changes it in the console.</summary>
/// <param name="Id">The same on every server.</param>
public sealed record ConfiguredProvider(Guid Id, string Name, ProviderKind Kind, string Authority, string ClientId, ProviderRules Rules)
{
    /// <summary>Entra ID of the section <c>AzureAd</c>.</summary>
    public static readonly Guid AzureAd = Guid.Parse("a2ead000-0000-4000-8000-000000000001");
}
