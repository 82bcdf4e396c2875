using Scimify.Core.Streams;
using Scimify.Portal.Host.Background;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Webhooks.Streams;

internal sealed class LogStreamsModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton(new LogStreamOutputs(settings.LogStream.File, settings.LogStream.Stdout ? Console.Out : null, settings.LogStream.Format))
        .AddSingleton<LogStreamSender>()
        .AddSingleton<LogStreamService>()
        .AddSingleton<LogStreamEngine>()
        .AddSingleton<LogStreamsQuery>()
        .AddLoop<LogStreamEngine>("Sending the logs to a SIEM", LogStreamEngine.Every, (engine, stopping) => engine.RunOnceAsync(stopping));
}
