using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>
/// What is known of a value in Looker, while calls change it. The rule of all reconcilers stands here: while a call is under
/// way the value is unknown, and it is the old one again only if the call surely did nothing.
/// </summary>
internal sealed class Known<T>(T value)
{
    public T Value { get; set; } = value;

    /// <param name="unknown">What counts during the call, and after it when nobody knows what it did.</param>
    /// <param name="written">What counts after a good answer.</param>
    /// <param name="call">One call to Looker that writes.</param>
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
    /// <returns>Looker's answer, from which the caller learns what counts.</returns>
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
