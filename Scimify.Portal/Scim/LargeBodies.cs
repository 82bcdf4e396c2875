using Microsoft.AspNetCore.Http.Features;
using Scimify.Core.Directory;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Scim;

/// <summary>
/// Requests with a large body are carried out by turns: each may need a processor for a second and many times its size in memory.
/// Of one integration there is one at a time. Whoever is still sending takes no turn. A request that is refused keeps its turn a little
/// longer: a client that sends the same again and again, several times at once, would keep the processors busy with receiving it.
/// </summary>
internal sealed class LargeBodies(DirectoryLimits limits, TimeProvider clock)
{
    /// <summary>Bulk requests and large groups. What identity providers send for a person is a hundredth of it.</summary>
    public const int Bytes = 128 * 1024;

    /// <summary>For this long after it refused a large request, the integration's next one waits.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private const int AtOnce = 2;
    private readonly FairGate _gate = new(AtOnce, 1, 1, clock);

    /// <summary>The turn ends with the request, or when the request waits for Looker.</summary>
    /// <exception cref="TooMuchWorkException">The integration's other large requests take too long.</exception>
    public async ValueTask EnterAsync(HttpContext context, CancellationToken ct)
    {
        var lane = context.Features.GetRequiredFeature<ScimTokenIdentity>().IntegrationKey;
        try
        {
            await _gate.EnterAsync(lane, limits.ReadTime, ct);
        }
        catch (TimeoutException)
        {
            throw new TooMuchWorkException(
                "Other large requests of this integration are still being carried out. Try again in a few seconds, or send smaller ones.");
        }

        var turn = new Turn(_gate, lane, context.Response, clock);
        context.Features.Set(turn);
        context.Response.RegisterForDispose(turn);
    }

    public static void Leave(HttpContext context) => context.Features.Get<Turn>()?.Dispose();

    private sealed class Turn(FairGate gate, int lane, HttpResponse response, TimeProvider clock) : IDisposable
    {
        private ITimer? _rest;
        private int _hasLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _hasLeft, 1) != 0)
            {
                return;
            }

            if (response.StatusCode < StatusCodes.Status400BadRequest)
            {
                gate.Leave(lane);
                return;
            }

            _rest = clock.CreateTimer(_ => Leave(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _rest.Change(Rest, Timeout.InfiniteTimeSpan);
        }

        private void Leave()
        {
            _rest?.Dispose();
            gate.Leave(lane);
        }
    }
}
