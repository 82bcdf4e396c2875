using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>
/// What is known about a value in Looker while calls change it. It holds the rule of all reconcilers: during a call the value is
/// unknown, and it is the old one again only if the call certainly did nothing.
/// </summary>
internal sealed class Known<T>(T value)
{
    public T Value { get; set; } = value;

    /// <param name="unknown">The value during the call, and after it if nobody knows what it did.</param>
    /// <param name="written">The value after a good answer.</param>
    /// <param name="call">One call that writes to Looker.</param>
    public async Task WriteAsync(T unknown, T written, Func<Task> call)
    {
        await AskAsync(unknown, async () =>
        {
            await call();
            return true;
        });
        Value = written;
    }

    /// <inheritdoc cref="WriteAsync"/>
    /// <returns>Looker's answer, from which the caller learns the value.</returns>
    public async Task<TAnswer> AskAsync<TAnswer>(T unknown, Func<Task<TAnswer>> call)
    {
        var before = Value;
        Value = unknown;
        try
        {
            return await call();
        }
        catch (LookerException e) when (!e.MayHaveHappened)
        {
            Value = before;
            throw;
        }
    }
}
