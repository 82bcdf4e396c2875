using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Portal.Host.Background;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>Whatever happens to the background tasks, all of them at once: SCIM goes on, and the metrics tell.</summary>
public sealed class WatchdogTests
{
    private static readonly MethodInfo Replaced = typeof(WatchdogTests).GetMethod(nameof(Replace), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_every_task_throws_writes_are_accepted_and_failures_are_counted()
    {
        var tasks = new List<string>();
        await using var bridge = await StartAsync(tasks, (_, _) => throw new InvalidOperationException("broken by the test"));

        await WriteAndReadAsync(bridge, "pending");

        await Eventually.TrueAsync(async () => await ValuesAsync(bridge, "scimify_task_failures_total", tasks) is { } failures && failures.All(count => count >= 1));
    }

    [Fact]
    public async Task When_every_task_hangs_writes_are_accepted_and_the_hang_is_told()
    {
        var tasks = new List<string>();
        await using var bridge = await StartAsync(tasks, (_, stopping) => new TaskCompletionSource().Task.WaitAsync(stopping));

        await WriteAndReadAsync(bridge, "pending");

        await Eventually.TrueAsync(async () => await ValuesAsync(bridge, "scimify_task_running_seconds", tasks) is { } running && running.All(seconds => seconds > 0));
    }

    [Fact]
    public async Task What_slow_tasks_left_undone_is_done_when_they_come_to_it()
    {
        var tasks = new List<string>();
        var gate = new TaskCompletionSource();
        await using var bridge = await StartAsync(tasks, async (work, stopping) =>
        {
            await gate.Task.WaitAsync(stopping);
            await work();
        });
        await WriteAndReadAsync(bridge, "pending");
        Assert.False(IsInLooker(bridge));

        gate.SetResult();

        await Eventually.TrueAsync(() => IsInLooker(bridge));
        await Eventually.TrueAsync(async () => (await ValuesAsync(bridge, "scimify_task_failures_total", tasks)).All(count => count == 0));
    }

    private static Task<Bridge> StartAsync(List<string> tasks, Func<Func<Task>, CancellationToken, Task> how) => Bridge.StartAsync(
        waitSeconds: 1,
        settings: new Dictionary<string, string?> { ["Serilog:MinimumLevel:Default"] = "Fatal" },
        services: services =>
        {
            foreach (var loop in services.Select(service => service.ImplementationInstance).Where(IsLoop).ToList())
            {
                var worker = loop!.GetType().GetGenericArguments()[0];
                Replaced.MakeGenericMethod(worker).Invoke(null, [services, loop, how]);
                if (services.Any(service => service.ImplementationType == typeof(LoopService<>).MakeGenericType(worker)))
                {
                    tasks.Add(worker.Name);
                }
            }

            Assert.Contains("SyncEngine", tasks);
        });

    private static bool IsLoop(object? instance) => instance?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Loop<>);

    private static void Replace<T>(IServiceCollection services, Loop<T> loop, Func<Func<Task>, CancellationToken, Task> how) => services.AddSingleton(
        loop with { Work = (worker, pulse, stopping) => how(() => loop.Work(worker, pulse, stopping), stopping), StartsAtOnce = true });

    private static async Task WriteAndReadAsync(Bridge bridge, string sync)
    {
        var made = await bridge.PostAsync("/Users", Bridge.UserJson("grace@example.com"));
        var left = await bridge.PatchAsync($"/Users/{made.Id}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"Admiral"}]}""");

        Assert.Equal((201, sync), (made.Status, made.Sync));
        Assert.Equal((200, sync), (left.Status, left.Sync));
        Assert.Equal(200, (await bridge.GetAsync($"/Users/{made.Id}")).Status);
    }

    private static bool IsInLooker(Bridge bridge) => bridge.Looker.With(world => world.Users.Values.Any(user => user.Email?.Address == "grace@example.com"));

    private static async Task<List<double>> ValuesAsync(Bridge bridge, string metric, List<string> tasks)
    {
        var lines = (await bridge.App.MetricsAsync()).Split('\n');
        var values = lines.Where(line => line.StartsWith($"{metric}{{", StringComparison.Ordinal)).Select(line => line.Split('"')).ToDictionary(
            parts => parts[1], parts => double.Parse(parts[2].TrimStart('}'), CultureInfo.InvariantCulture));
        Assert.Equal(tasks.Order(StringComparer.Ordinal), values.Keys);
        return [.. values.Values];
    }
}
