using Scimify.Core.Looker;

namespace Scimify.Core.Notifications;

/// <summary><c>Scimify:Webhooks:AllowInsecureHttp</c> and <c>Scimify:Webhooks:AllowPrivateNetworks</c>.</summary>
public sealed record WebhookNetworkPolicy(LookerNetworkPolicy Value)
{
    public static WebhookNetworkPolicy Of(bool allowInsecureHttp, bool allowPrivateNetworks) =>
        new(new LookerNetworkPolicy(allowInsecureHttp, allowPrivateNetworks) { What = "webhook", Section = "Scimify:Webhooks" });
}
