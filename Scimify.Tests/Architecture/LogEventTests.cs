using System.Reflection;
using Microsoft.Extensions.Logging;
using Scimify.Core.Scim;
using Scimify.Portal.Host;

namespace Scimify.Tests.Architecture;

/// <summary>Alerts and searches identify events by ID or by name.</summary>
public sealed class LogEventTests
{
    private static readonly (int Id, string Name, string Method)[] Events =
    [
        .. from assembly in new[] { typeof(ScimException).Assembly, typeof(ScimifyApplication).Assembly }
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           select (message.EventId, message.EventName ?? method.Name, $"{type.Name}.{method.Name}"),
    ];

    [Fact]
    public void Every_event_has_an_id_and_a_name_of_its_own()
    {
        Assert.All(Events, e => Assert.True(e.Id > 0, $"{e.Method} has no id."));
        Assert.Empty(Events.GroupBy(e => e.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(e => e.Method))}"));
        Assert.Empty(Events.GroupBy(e => e.Name).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(e => e.Method))}"));
    }

    [Fact]
    public void Events_of_both_assemblies_are_looked_at()
    {
        Assert.Contains(Events, e => e.Method == "SyncLog.EngineFailed");
        Assert.Contains(Events, e => e.Method == "LoopLog.RoundFailed");
    }
}
