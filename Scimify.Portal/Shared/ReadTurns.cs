using System.Runtime.CompilerServices;
using Scimify.Core.Directory;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared;

/// <summary>
/// Lets organizations take turns at what people and their programs read: pages, lists of the REST API, parts of an export. Whoever reads
/// a lot waits for itself. SCIM has turns of its own (<c>ReadPool</c>).
/// </summary>
public sealed class ReadTurns(DirectoryLimits limits, TimeProvider clock)
{
    /// <summary>How many read at the same time.</summary>
    public const int AtOnce = 4;

    /// <summary>How many of one organization.</summary>
    public const int MostOfOne = AtOnce - 1;

    private readonly FairGate _gate = new(AtOnce, MostOfOne, Math.Clamp(Environment.ProcessorCount - 1, 1, MostOfOne), clock);

    /// <param name="organization">Its key.</param>
    /// <param name="read">Must not take another turn, nor wait for Looker or for a client.</param>
    /// <exception cref="TooMuchWorkException">The organization's other reads take too long.</exception>
    public async Task<T> TakeAsync<T>(int organization, Func<Task<T>> read, CancellationToken ct)
    {
        try
        {
            await _gate.EnterAsync(organization, limits.ReadTime, ct);
        }
        catch (TimeoutException)
        {
            throw new TooMuchWorkException($"Your organization is reading a lot, and this has waited for {limits.ReadTime.TotalSeconds} s. Try again in a few seconds.");
        }

        try
        {
            return await read();
        }
        finally
        {
            _gate.Leave(organization);
        }
    }

    /// <summary>Each part takes a turn of its own, so that none is held while a part is sent.</summary>
    public async IAsyncEnumerable<T> EachAsync<T>(int organization, IAsyncEnumerable<T> parts, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var part = parts.GetAsyncEnumerator(ct);
        while (await TakeAsync(organization, () => part.MoveNextAsync().AsTask(), ct))
        {
            yield return part.Current;
        }
    }
}

/// <summary>On a page or a route that reads from Looker, which may take long. It takes no turn (<see cref="ReadTurns"/>).</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ReadsFromLookerAttribute : Attribute;
