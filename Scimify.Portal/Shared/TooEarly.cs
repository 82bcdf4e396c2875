using System.Globalization;

namespace Scimify.Portal.Shared;

/// <summary>What a form answers after too many wrong passwords from one place.</summary>
public static class TooEarly
{
    /// <summary>Makes the answer a 429 with <c>Retry-After</c>.</summary>
    /// <returns>The sentence for the form.</returns>
    public static string Refuse(HttpContext context, TimeSpan wait)
    {
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var time = seconds < 60 ? Times.Count(seconds, "second") : Times.Count((seconds + 59) / 60, "minute");
        return $"There were too many wrong passwords from here. Try again in {time}.";
    }
}
