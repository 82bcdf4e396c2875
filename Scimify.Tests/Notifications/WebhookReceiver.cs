using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Scimify.Tests.Notifications;

/// <summary>Somebody's own server, which accepts what it is sent, or answers as told.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single() + "/hook?of=scimify";

    public int Status { get; set; } = 204;

    /// <summary>It answers only when this has ended.</summary>
    public Task Answer { get; set; } = Task.CompletedTask;

    public ConcurrentQueue<Received> Messages { get; } = new();

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Messages.Enqueue(new Received(
            context.Request.Path + context.Request.QueryString.Value, body.ToArray(), context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        await Answer;
        context.Response.StatusCode = Status;
        context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
    }
}

internal sealed record Received(string Address, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public IHeaderDictionary AllHeaders => new HeaderDictionary(Headers.ToDictionary(h => h.Key, h => new StringValues(h.Value)));
}
