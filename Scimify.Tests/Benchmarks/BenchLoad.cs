using System.Diagnostics;
using System.Text;

namespace Scimify.Tests.Benchmarks;

/// <summary>What one client repeats: one request, or several in a row.</summary>
internal sealed record BenchWork(string Name, bool IsRead, Func<BenchLane, Task> RoundAsync);

/// <summary>The result of one slice.</summary>
internal sealed record BenchSlice(double PerSecond, IReadOnlyList<double> Milliseconds, int Errors);

/// <summary>One of the clients that work at the same time: its connection, and what it has seen.</summary>
internal sealed class BenchLane(BenchConnection connection, int number, int users) : IDisposable
{
    private readonly Random _random = new(number);
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private int _count;

    public int Number => number;

    public List<double> Milliseconds { get; } = [];

    public int Errors { get; private set; }

    /// <summary>A number that no other call returns, for anything that must be new.</summary>
    public string Fresh => $"{_run}{number}x{++_count}";

    /// <summary>A random user.</summary>
    public int User => 1 + _random.Next(users);

    /// <summary>Always the same user, from the upper half. No other lane uses it.</summary>
    public int OwnUser => (users / 2) + number + 1;

    public int Next(int below) => _random.Next(below);

    public async Task SendAsync(int expected, string method, string path, string? body = null)
    {
        var from = Stopwatch.GetTimestamp();
        var status = await connection.SendAsync(method, path, body);
        Milliseconds.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        Errors += status == expected ? 0 : 1;
    }

    /// <summary>The id in the last answer.</summary>
    public string LastId()
    {
        var body = connection.Body;
        return Encoding.ASCII.GetString(body.Slice(body.IndexOf("\"id\":\""u8) + 6, 36));
    }

    public void Dispose() => connection.Dispose();
}

/// <summary>A server under load.</summary>
internal sealed class BenchTarget(Uri server, string token, int users, int lanes) : IDisposable
{
    private readonly BenchLane[] _lanes = [.. Enumerable.Range(0, lanes).Select(i => new BenchLane(new BenchConnection(server, token), i, users))];

    public async Task<BenchSlice> RunAsync(BenchWork work, TimeSpan time)
    {
        var (from, errors) = (Stopwatch.GetTimestamp(), _lanes.Sum(lane => lane.Errors));
        foreach (var lane in _lanes)
        {
            lane.Milliseconds.Clear();
        }

        await Task.WhenAll(_lanes.Select(lane => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(from) < time)
            {
                await work.RoundAsync(lane);
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        List<double> all = [.. _lanes.SelectMany(lane => lane.Milliseconds).Order()];
        return new(all.Count / seconds, all, _lanes.Sum(lane => lane.Errors) - errors);
    }

    public void Dispose() => Array.ForEach(_lanes, lane => lane.Dispose());
}

/// <summary>All slices of one kind of work on one server.</summary>
internal sealed class BenchSlices
{
    private readonly List<BenchSlice> _slices = [];

    public int Errors => _slices.Sum(slice => slice.Errors);

    public double PerSecond => Median(_slices.Select(slice => slice.PerSecond));

    public double P50 => At(0.5);

    public double P95 => At(0.95);

    public double P99 => At(0.99);

    /// <summary>0 before the first slice.</summary>
    public double Tail => _slices.Count == 0 ? 0 : P99 / P50;

    public void Add(BenchSlice slice) => _slices.Add(slice);

    /// <summary>Compares slices that ran next to each other.</summary>
    public double RatioTo(BenchSlices other) => Median(_slices.Zip(other._slices, (mine, theirs) => mine.PerSecond / theirs.PerSecond));

    private double At(double part)
    {
        List<double> all = [.. _slices.SelectMany(slice => slice.Milliseconds).Order()];
        return all[Math.Min(all.Count - 1, (int)(all.Count * part))];
    }

    private static double Median(IEnumerable<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return sorted[sorted.Count / 2];
    }
}
