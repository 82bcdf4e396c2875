using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Scimify.Tests.CommandLine.AsCode;

/// <summary>A web server that is no Scimify, or stands between one and the verbs.</summary>
internal sealed class OtherServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public static async Task<OtherServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new OtherServer(app);
    }

    /// <summary>Passes requests on to a Scimify.</summary>
    /// <param name="scimify">Where it is.</param>
    /// <param name="around">Takes each request with what passes it on, and whose result it may send or not.</param>
    public static Task<OtherServer> BeforeAsync(Uri scimify, Func<HttpContext, Func<Task<(int Status, string Text)>>, Task> around)
    {
        var client = new HttpClient { BaseAddress = scimify };
        return StartAsync(context => around(context, async () =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString);
            foreach (var name in new[] { "Authorization", "If-Match", "Idempotency-Key" })
            {
                request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].ToArray());
            }

            if (context.Request.ContentLength > 0)
            {
                using var reader = new StreamReader(context.Request.Body);
                request.Content = new StringContent(await reader.ReadToEndAsync(), System.Text.Encoding.UTF8, "application/json");
            }

            using var answer = await client.SendAsync(request);
            context.Response.Headers.ETag = answer.Headers.ETag?.ToString();
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }));
    }

    public static Task SendAsync(HttpContext context, (int Status, string Text) answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.Text);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
