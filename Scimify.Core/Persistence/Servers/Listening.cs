using Npgsql;

namespace Scimify.Core.Persistence.Servers;

internal static class Listening
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits for a notification, and raises it.</summary>
    /// <param name="longest">At least a millisecond is waited: Npgsql drops what is below it, and would wait for ever for what is left, 0.</param>
    /// <returns>False if there was none in that time.</returns>
    public static Task<bool> HearsWithinAsync(this NpgsqlConnection connection, TimeSpan longest, CancellationToken ct) =>
        connection.WaitAsync(longest < Shortest ? Shortest : longest, ct);
}
