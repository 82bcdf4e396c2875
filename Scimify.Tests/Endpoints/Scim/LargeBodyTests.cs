using Microsoft.AspNetCore.Http;
using Scimify.Core.Directory;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Of one integration, one large request is carried out at a time.</summary>
public sealed class LargeBodyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_integration_takes_one_turn_at_a_time_and_another_has_its_own()
    {
        var bodies = new LargeBodies(DirectoryLimits.Default, TimeProvider.System);
        var (first, second, other) = (Request(1), Request(1), Request(2));
        await bodies.EnterAsync(first, Ct);
        var waits = bodies.EnterAsync(second, Ct).AsTask();
        Assert.True(bodies.EnterAsync(other, Ct).AsTask().IsCompletedSuccessfully);
        Assert.False(waits.IsCompleted);
        LargeBodies.Leave(first);
        LargeBodies.Leave(first);
        await waits;
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_to_come_back()
    {
        var bodies = new LargeBodies(new DirectoryLimits(TimeSpan.FromMilliseconds(1)), TimeProvider.System);
        await bodies.EnterAsync(Request(1), Ct);
        var refused = await Assert.ThrowsAsync<TooMuchWorkException>(() => bodies.EnterAsync(Request(1), Ct).AsTask());
        Assert.NotNull(refused.RetryAfter);
    }

    [Fact]
    public async Task After_a_refusal_the_next_one_waits_for_the_rest()
    {
        var clock = new FakeTimeProvider();
        var bodies = new LargeBodies(DirectoryLimits.Default, clock);
        var (refused, next) = (Request(1), Request(1));
        await bodies.EnterAsync(refused, Ct);
        var waits = bodies.EnterAsync(next, Ct).AsTask();
        refused.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        LargeBodies.Leave(refused);
        LargeBodies.Leave(refused);

        clock.Advance(LargeBodies.Rest - TimeSpan.FromMilliseconds(1));
        Assert.False(waits.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await waits;

        var third = bodies.EnterAsync(Request(1), Ct).AsTask();
        Assert.False(third.IsCompleted);
        LargeBodies.Leave(next);
        await third;
    }

    private static DefaultHttpContext Request(int integrationKey)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(new ScimTokenIdentity(Guid.NewGuid(), "test", integrationKey, Guid.NewGuid(), integrationKey, Guid.NewGuid()));
        return context;
    }
}
