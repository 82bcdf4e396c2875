namespace Scimify.Portal.Host.Background;

/// <summary>The work of a <see cref="LoopService{T}"/>.</summary>
/// <param name="Name">For the log, as the start of a sentence.</param>
/// <param name="Period">How often the work starts; null if it starts once and runs until it is stopped.</param>
/// <param name="StartsAtOnce">Whether the first round comes with the start of the server, and not a period later.</param>
internal sealed record Loop<T>(string Name, TimeSpan? Period, Func<T, CancellationToken, Task> Work, bool StartsAtOnce);

internal static class LoopRegistrations
{
    /// <param name="name">For the log, as the start of a sentence.</param>
    /// <param name="period">How often the work starts; null if it starts once and runs until it is stopped.</param>
    /// <param name="startsAtOnce">Whether the first round comes with the start of the server, and not a period later.</param>
    public static IServiceCollection AddLoop<T>(
        this IServiceCollection services, string name, TimeSpan? period, Func<T, CancellationToken, Task> work, bool startsAtOnce = true)
        where T : class => services.AddSingleton(new Loop<T>(name, period, work, startsAtOnce)).AddHostedService<LoopService<T>>();
}
