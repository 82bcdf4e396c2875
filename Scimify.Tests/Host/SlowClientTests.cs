using System.Net;
using System.Net.Sockets;
using System.Text;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>Clients that send slowly, or nothing, take nothing away from others.</summary>
public sealed class SlowClientTests
{
    private const int OfEachKind = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slow_bodies_slow_headers_and_idle_connections_hold_up_nobody()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        var address = bridge.App.Client.BaseAddress!;
        var head = $"POST /scim/v2/Users/.search HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {bridge.Token}\r\n";
        string[] kinds = ["", "GET /scim/v2/Users HTTP/1.1\r\nHost: ", head + "Content-Type: application/scim+json\r\nContent-Length: 1000000\r\n\r\n{\"filter\":\""];
        List<Socket> slow = [];
        try
        {
            foreach (var part in kinds)
            {
                for (var i = 0; i < OfEachKind; i++)
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    slow.Add(socket);
                    await socket.ConnectAsync(address.Host, address.Port, Ct);
                    await socket.SendAsync(Encoding.ASCII.GetBytes(part), Ct);
                }
            }

            // A body as large as the slow ones has its turn, because those that are still being sent have none.
            var large = $"{{\"filter\":\"userName eq \\\"{new string('x', 200_000)}\\\"\"}}";
            using var body = new StringContent(large, Encoding.UTF8, "application/scim+json");
            using var search = await bridge.Scim.PostAsync("/scim/v2/Users/.search", body, Ct);
            Assert.Equal(HttpStatusCode.OK, search.StatusCode);
            Assert.Equal(201, (await bridge.PostAsync("/Users", """{"userName":"in.between"}""")).Status);
            using var health = await bridge.App.Client.GetAsync("/healthz", Ct);
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
            Assert.All(slow, socket => Assert.True(socket.Connected));
        }
        finally
        {
            slow.ForEach(socket => socket.Dispose());
        }
    }
}
