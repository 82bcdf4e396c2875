using System.Collections.Concurrent;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Host.Metrics;

/// <summary>How many requests this process answered, with which status and how fast, by interface.</summary>
public sealed class RequestMetrics
{
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<(string Interface, int Status), Counter> _requests = new();
    private readonly ConcurrentDictionary<string, Durations> _durations = new();

    internal void Note(string kind, int status, TimeSpan duration)
    {
        _requests.GetOrAdd((kind, status), static _ => new Counter()).Increment();
        _durations.GetOrAdd(kind, static _ => new Durations()).Note(duration.TotalSeconds);
    }

    internal void WriteTo(MetricText text)
    {
        text.Counter("scimify_http_requests_total", "Requests answered by this process.");
        foreach (var ((kind, status), count) in _requests.OrderBy(r => r.Key))
        {
            text.Sample("scimify_http_requests_total", count.Value, ("interface", kind), ("status", $"{status}"));
        }

        text.Histogram("scimify_http_request_duration_seconds", "Time to answer, including the wait for Looker.");
        foreach (var (kind, durations) in _durations.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            durations.WriteTo(text, kind);
        }
    }

    private sealed class Counter
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Increment() => Interlocked.Increment(ref _value);
    }

    private sealed class Durations
    {
        private readonly Lock _gate = new();
        private readonly long[] _buckets = new long[Bounds.Length + 1];
        private double _sum;

        public void Note(double seconds)
        {
            var bucket = Array.FindIndex(Bounds, bound => seconds <= bound);
            lock (_gate)
            {
                _buckets[bucket < 0 ? Bounds.Length : bucket]++;
                _sum += seconds;
            }
        }

        public void WriteTo(MetricText text, string kind)
        {
            lock (_gate)
            {
                long below = 0;
                for (var i = 0; i < Bounds.Length; i++)
                {
                    below += _buckets[i];
                    text.Sample("scimify_http_request_duration_seconds_bucket", below, ("interface", kind), ("le", FormattableString.Invariant($"{Bounds[i]}")));
                }

                below += _buckets[Bounds.Length];
                text.Sample("scimify_http_request_duration_seconds_bucket", below, ("interface", kind), ("le", "+Inf"))
                    .Sample("scimify_http_request_duration_seconds_sum", _sum, ("interface", kind))
                    .Sample("scimify_http_request_duration_seconds_count", below, ("interface", kind));
            }
        }
    }
}

/// <summary>Counts SCIM and REST requests. Pages are lasting connections whose duration says nothing.</summary>
internal sealed class RequestMetricsMiddleware(RequestDelegate next, RequestMetrics metrics, TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var kind = InterfaceError.IsScim(context) ? "scim" : InterfaceError.IsApi(context) ? "rest" : null;
        if (kind is null)
        {
            await next(context);
            return;
        }

        var started = clock.GetTimestamp();
        await next(context);
        metrics.Note(kind, context.Response.StatusCode, clock.GetElapsedTime(started));
    }
}
