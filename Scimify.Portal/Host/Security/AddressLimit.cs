using System.Collections.Concurrent;
using System.Net;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Host.Security;

/// <summary>Limits what each address may do in a minute. Nobody's limit depends on what others do.</summary>
/// <param name="clock">Only its monotonic time is used.</param>
/// <param name="perMinute">How often an address may do it.</param>
public class AddressLimit(TimeProvider clock, int perMinute)
{
    private const int MaxAddresses = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts one.</summary>
    /// <returns>Null while the address may go on; otherwise how long it has to wait.</returns>
    public TimeSpan? Note(IPAddress? address)
    {
        var now = clock.GetTimestamp();
        if (_counts.Count >= MaxAddresses)
        {
            DropEnded(now);
        }

        var count = _counts.AddOrUpdate(
            KeyOf(address),
            _ => new Count(now, 1),
            (_, known) => clock.GetElapsedTime(known.Since, now) >= Window ? new Count(now, 1) : known with { Times = known.Times + 1 });
        return count.Times <= perMinute ? null : Window - clock.GetElapsedTime(count.Since, now);
    }

    private void DropEnded(long now)
    {
        foreach (var (key, count) in _counts)
        {
            if (clock.GetElapsedTime(count.Since, now) >= Window)
            {
                _counts.TryRemove(KeyValuePair.Create(key, count));
            }
        }

        if (_counts.Count >= MaxAddresses)
        {
            _counts.Clear();
        }
    }

    private static string KeyOf(IPAddress? address) => address?.Household().ToString() ?? "";

    private sealed record Count(long Since, int Times);
}
