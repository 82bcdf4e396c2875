using System.Runtime.CompilerServices;

namespace Scimify.Tests.TestKit;

/// <summary>Waits for what other threads and processes do, however busy the machine is.</summary>
public static class Eventually
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Ends a test that hangs. No outcome depends on it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string words = "") =>
        TrueAsync(() => Task.FromResult(condition()), words);

    public static Task TrueAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string words = "") =>
        ReadAsync(condition, isSo => isSo, words);

    /// <returns>The first value that meets the condition.</returns>
    public static async Task<T> ReadAsync<T>(Func<Task<T>> read, Func<T, bool> condition, [CallerArgumentExpression(nameof(condition))] string words = "")
    {
        var (isMet, value) = await TryReadAsync(read, condition);
        if (!isMet)
        {
            Assert.Fail($"It never came true: {words}. Last seen: {value}.");
        }

        return value;
    }

    /// <returns>Whether the condition was met before a test has to be given up, and the last value.</returns>
    public static async Task<(bool IsMet, T Value)> TryReadAsync<T>(Func<Task<T>> read, Func<T, bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var value = await read();
            if (condition(value) || TimeProvider.System.GetElapsedTime(started) > Limit)
            {
                return (condition(value), value);
            }

            await Task.Delay(pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}

