using System.Collections.Concurrent;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Host.Metrics;

/// <summary>Whether the background tasks of this process work, fail or hang.</summary>
internal sealed class TaskMetrics(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, TaskPulse> _tasks = new();

    /// <param name="task">The name in the metrics.</param>
    public TaskPulse PulseOf(string task) => _tasks.GetOrAdd(task, _ => new TaskPulse(clock));

    public void WriteTo(MetricText text)
    {
        var tasks = _tasks.OrderBy(task => task.Key, StringComparer.Ordinal).Select(task => (Name: task.Key, Now: task.Value.Read())).ToList();
        text.Counter("scimify_task_failures_total", "Rounds of a background task that failed.");
        foreach (var task in tasks)
        {
            text.Sample("scimify_task_failures_total", task.Now.Failures, ("task", task.Name));
        }

        text.Gauge("scimify_task_running_seconds", "How long the present round of a background task has run; 0 between two rounds.");
        foreach (var task in tasks)
        {
            text.Sample("scimify_task_running_seconds", task.Now.Running.TotalSeconds, ("task", task.Name));
        }
    }
}
