namespace Scimify.Portal.Host.Background;

/// <summary>What a <see cref="LoopService{T}"/> does.</summary>
/// <param name="Name">For the log, at the beginning of a sentence.</param>
/// <param name="Period">How often the work is begun; null: once, and the work ends when it is stopped.</param>
internal sealed record Loop<T>(string Name, TimeSpan? Period, Func<T, CancellationToken, Task> Work);

internal static class LoopRegistrations
{
    /// <param name="name">For the log, at the beginning of a sentence.</param>
    /// <param name="period">How often the work is begun; null: once, and the work ends when it is stopped.</param>
    public static IServiceCollection AddLoop<T>(this IServiceCollection services, string name, TimeSpan? period, Func<T, CancellationToken, Task> work)
        where T : class => services.AddSingleton(new Loop<T>(name, period, work)).AddHostedService<LoopService<T>>();
}
