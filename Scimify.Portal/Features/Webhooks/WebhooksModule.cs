using Scimify.Core.Notifications;
using Scimify.Portal.Host.Background;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Webhooks;

internal sealed class WebhooksModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton(WebhookNetworkPolicy.Of(settings.Webhooks.AllowInsecureHttp, settings.Webhooks.AllowPrivateNetworks))
        .AddSingleton<WebhookSender>()
        .AddSingleton<WebhookDispatcher>()
        .AddSingleton<WebhookViews>()
        .AddSingleton<WebhookService>()
        .AddSingleton<NoticeEngine>()
        .AddSingleton<WebhooksQuery>()
        .AddSingleton<WebhookDeliveriesQuery>()
        .AddLoop<NoticeEngine>("Looking for what people have to be told", NoticeEngine.Every, (engine, stopping) => engine.RunOnceAsync(stopping));
}
