using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Benchmarks;

/// <summary>
/// The least that any SCIM server on Kestrel and SQLite has to do: compare the token's SHA-256, run one prepared statement,
/// write JSON, and commit writes in batches with synchronous=FULL. It checks nothing, logs nothing and versions nothing.
/// </summary>
public sealed class FloorServer
{
    private const string Variable = "SCIMIFY_BENCH_FLOOR";

    /// <summary>The body of the process that <see cref="StartAsync"/> starts. It ends by being killed.</summary>
    [Fact(Explicit = true)]
    public async Task Serves_for_the_benchmark_that_started_it()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var url, var database, var token])
        {
            Assert.Skip("This is started by DirectoryBenchmark.");
            return;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        using var floor = new FloorDirectory(database);
        var known = SHA256.HashData(Encoding.ASCII.GetBytes("Bearer " + token));
        app.Run(context => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.ASCII.GetBytes(context.Request.Headers.Authorization.ToString())), known)
            ? AnswerAsync(floor, context)
            : Task.FromResult(context.Response.StatusCode = 401));
        await app.RunAsync();
    }

    /// <summary>Starts the test program again, as a process that runs the method above with a server's settings.</summary>
    internal static async Task<FloorProcess> StartAsync(FilledDirectory like, string database, CancellationToken ct)
    {
        FloorDirectory.Copy(like.DatabasePath, database);
        var address = new Uri($"http://127.0.0.1:{ScimifyProcess.FreePort()}");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Assembly.GetExecutingAssembly().Location, "--filter-class", typeof(FloorServer).FullName!, "--explicit", "only", "--no-ansi" },
            RedirectStandardOutput = true,
            Environment =
            {
                [Variable] = $"{address.OriginalString}|{database}|{like.Token}",
                ["DOTNET_TieredPGO"] = "1",
                ["DOTNET_TC_CallCountThreshold"] = "1E",
                ["DOTNET_gcServer"] = "1",
                ["DOTNET_gcConcurrent"] = "1",
            },
        };
        var floor = new FloorProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start."), address);
        for (var i = 0; i < 600; i++)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(address.Host, address.Port, ct);
                return floor;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
            }
        }

        floor.Dispose();
        throw new InvalidOperationException("The floor did not start.");
    }

    private static async Task AnswerAsync(FloorDirectory floor, HttpContext context)
    {
        var (path, query) = (context.Request.Path.Value!["/scim/v2".Length..], context.Request.Query);
        var id = path.LastIndexOf('/') is var slash and > 0 ? path[(slash + 1)..] : "";
        var sent = context.Request.ContentLength > 0 ? (await JsonNode.ParseAsync(context.Request.Body))!.AsObject() : null;
        if (context.Request.Method == "GET")
        {
            var found = id.Length > 0 ? floor.User(id)
                : query["filter"].ToString() is { Length: > 0 } filter ? floor.Find(path, filter.Split(' ')[0], filter[(filter.IndexOf('"') + 1)..^1])
                : floor.Page(int.Parse(query["startIndex"]!, null), int.Parse(query["count"]!, null));
            await SendAsync(context, 200, found);
        }
        else if (path.StartsWith("/Groups", StringComparison.Ordinal))
        {
            var operation = sent!["Operations"]![0]!;
            await ((string)operation["op"]! == "add"
                ? floor.AddAsync(id, (string)operation["value"]![0]!["value"]!)
                : floor.RemoveAsync(id, ((string)operation["path"]!).Split('"')[1]));
            context.Response.StatusCode = 204;
        }
        else if (id.Length == 0)
        {
            sent!["id"] = Guid.CreateVersion7().ToString("D");
            await SendAsync(context, 201, await floor.InsertAsync(sent));
        }
        else if (sent!["Operations"] is { } operations)
        {
            var user = JsonNode.Parse(floor.User(id))!.AsObject();
            user[(string)operations[0]!["path"]!] = operations[0]!["value"]!.DeepClone();
            await SendAsync(context, 200, await floor.UpdateAsync(id, user));
        }
        else
        {
            sent["id"] = id;
            await SendAsync(context, 200, await floor.UpdateAsync(id, sent));
        }
    }

    private static async Task SendAsync(HttpContext context, int status, byte[] json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/scim+json";
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json);
    }
}

internal sealed class FloorProcess(Process process, Uri baseAddress) : IDisposable
{
    public Uri BaseAddress => baseAddress;

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
