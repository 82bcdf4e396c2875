using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>One integration's work keeps no other integration waiting.</summary>
public sealed class FairnessTests
{
    [Fact]
    public async Task A_long_queue_behind_a_slow_Looker_does_not_hold_up_another_integration()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 1);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Count: null, DelayMs: 1_000));
        var queue = bridge.PostAsync("/Bulk", $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{{string.Join(',', Enumerable.Range(0, 100).Select(i =>
                "{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"b" + i + "\",\"data\":" + Bridge.UserJson($"queued{i}@example.com") + "}"))}}]}
            """);

        await using var quick = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, CancellationToken.None);
        var service = bridge.App.Services.GetRequiredService<IntegrationService>();
        var other = await service.CreateAsync(
            bridge.Owner,
            new NewIntegration { Name = "Other", BaseUrl = quick.Url.OriginalString, ClientId = "sandbox-client", ClientSecret = "sandbox-secret" },
            CancellationToken.None);
        using var scim = bridge.App.NewClient(scimToken: (await bridge.App.ScimTokenAsync(bridge.Owner, other.Id)).Secret);
        for (var i = 0; i < 5; i++)
        {
            using var body = new StringContent(Bridge.UserJson($"prompt{i}@example.com"), System.Text.Encoding.UTF8, "application/scim+json");
            using var answer = await scim.PostAsync("/scim/v2/Users", body, CancellationToken.None);
            Assert.Equal("applied", Assert.Single(answer.Headers.GetValues("Scimify-Sync")));
        }

        Assert.Equal("pending", (await queue).Sync);
        Assert.NotEqual(0, (await service.StatusAsync(bridge.Owner, bridge.Integration.Id, CancellationToken.None)).Pending);
    }
}
