namespace Scimify.Core.Primitives;

/// <summary>Pauses that double with each failure, up to a limit.</summary>
internal static class Doubling
{
    /// <param name="failures">So far, from 1.</param>
    /// <param name="first">The pause after the first one.</param>
    /// <param name="longest">The limit.</param>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest)
    {
        var doubled = first * Math.Pow(2, Math.Clamp(failures - 1, 0, 20));
        return doubled < longest ? doubled : longest;
    }
}
