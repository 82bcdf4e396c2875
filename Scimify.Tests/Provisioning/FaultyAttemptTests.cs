using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Provisioning.Engine;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>An attempt ends with an error that nobody expected.</summary>
public sealed class FaultyAttemptTests
{
    private const string Grace = "grace@example.com";

    [Fact]
    public async Task The_row_is_tried_again_long_before_its_lease_runs_out()
    {
        FaultyStore? store = null;
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0, longestRetry: TimeSpan.FromMilliseconds(40), services: services =>
        {
            var real = services.Single(service => service.ServiceType == typeof(ISyncStore));
            services.Remove(real);
            services.AddSingleton(provider =>
            {
                var proxy = DispatchProxy.Create<ISyncStore, FaultyStore>();
                store = (FaultyStore)proxy;
                store.Inner = (ISyncStore)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!);
                return proxy;
            });
        });
        var id = await bridge.NewUserAsync(Grace);
        await bridge.SettledAsync();
        store!.Faults = 2;

        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false));
        await bridge.SettledAsync();

        Assert.True(bridge.LookerUser(Grace)!.IsDisabled);
        Assert.Equal(0, store.Faults);
    }

    /// <summary>Its next completions throw.</summary>
    public class FaultyStore : DispatchProxy
    {
        public ISyncStore Inner { get; set; } = null!;

        public int Faults { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(ISyncStore.CompleteAsync) && Faults > 0)
            {
                Faults--;
                throw new NotSupportedException("A fault of this test.");
            }

            return targetMethod.Invoke(Inner, args);
        }
    }
}
