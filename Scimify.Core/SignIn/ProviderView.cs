using Scimify.Core.Requests;

namespace Scimify.Core.SignIn;

/// <summary>A provider as owners see it: everything but the secret.</summary>
/// <param name="IsTried">Whether somebody has tried exactly these values with success.</param>
/// <param name="LastTry">Null if nobody has tried, or if the key ring is lost.</param>
public sealed record ProviderView(
    Guid Id, string Name, ProviderKind Kind, string Authority, string ClientId, ProviderRules Rules, bool IsEnabled, bool IsTried, int Revision, DateTimeOffset CreatedAt,
    ProviderUse Use, ProviderTry? LastTry)
{
    /// <summary>Changes with everything that a client can change, and with a try.</summary>
    public string Tag => TagOf(Name, IsEnabled, Revision, IsTried);

    internal static string TagOf(SignInProvider provider) => TagOf(provider.Name, provider.IsEnabled, provider.Revision, provider.IsTried);

    private static string TagOf(string name, bool isEnabled, int revision, bool isTried) => EntityTag.Of(name, isEnabled, revision, isTried);
}
