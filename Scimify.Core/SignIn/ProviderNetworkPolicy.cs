using Scimify.Core.Looker;

namespace Scimify.Core.SignIn;

/// <summary><c>Scimify:SignIn:AllowInsecureHttp</c> and <c>Scimify:SignIn:AllowPrivateNetworks</c>.</summary>
public sealed record ProviderNetworkPolicy(LookerNetworkPolicy Value)
{
    public static ProviderNetworkPolicy Of(bool allowInsecureHttp, bool allowPrivateNetworks) =>
        new(new LookerNetworkPolicy(allowInsecureHttp, allowPrivateNetworks) { What = "sign-in provider", Section = "Scimify:SignIn" });
}

/// <summary>How the server itself asks providers: no redirect, a short wait, small answers, and only addresses that the settings allow.</summary>
public sealed class ProviderBackChannel : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const long MostBytes = 1024 * 1024;

    public ProviderBackChannel(ProviderNetworkPolicy policy)
    {
        Client = LookerHttp.Create(policy.Value);
        Client.Timeout = Patience;
        Client.MaxResponseContentBufferSize = MostBytes;
    }

    public HttpClient Client { get; }

    public void Dispose() => Client.Dispose();
}
