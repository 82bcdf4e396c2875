using Scimify.Core.Primitives;

namespace Scimify.Portal.Host.Background;

/// <summary>The work of a <see cref="LoopService{T}"/>.</summary>
/// <param name="Name">For the log, as the start of a sentence.</param>
/// <param name="Period">How often the work starts; null if it starts once and runs until it is stopped.</param>
/// <param name="Work">One round, or all of it. Work without a period tells the pulse what it does.</param>
internal sealed record Loop<T>(string Name, TimeSpan? Period, Func<T, TaskPulse, CancellationToken, Task> Work)
{
    /// <summary>Whether the first round comes with the start of the server, and not a period later.</summary>
    public bool StartsAtOnce { get; init; } = true;

    /// <summary>Whether it goes on while requests and other loops end. It has to be registered before them.</summary>
    public bool StopsLast { get; init; }

    /// <summary>Whether a last round follows when the server stops.</summary>
    public bool EndsWithRound { get; init; }
}

internal static class LoopRegistrations
{
    /// <param name="name">For the log, as the start of a sentence.</param>
    /// <param name="period">How often the work starts.</param>
    /// <param name="work">One round.</param>
    /// <param name="startsAtOnce">Whether the first round comes with the start of the server, and not a period later.</param>
    public static IServiceCollection AddLoop<T>(
        this IServiceCollection services, string name, TimeSpan period, Func<T, CancellationToken, Task> work, bool startsAtOnce = true)
        where T : class => services.AddLoop(new Loop<T>(name, period, (worker, _, ct) => work(worker, ct)) { StartsAtOnce = startsAtOnce });

    public static IServiceCollection AddLoop<T>(this IServiceCollection services, Loop<T> loop)
        where T : class => services.AddSingleton(loop).AddHostedService<LoopService<T>>();
}
