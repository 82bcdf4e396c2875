using Scimify.Core.Notifications;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Webhooks;

internal sealed class WebhooksModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton(WebhookNetworkPolicy.Of(settings.Webhooks.AllowInsecureHttp, settings.Webhooks.AllowPrivateNetworks))
        .AddSingleton<WebhookSender>()
        .AddSingleton<WebhookService>()
        .AddSingleton<NoticeEngine>()
        .AddSingleton<WebhooksQuery>();
}
