using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Database;

namespace Scimify.Portal.Host.Health;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: it can do its work. Neither ever calls Looker.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan DatabaseTimeout = TimeSpan.FromSeconds(3);

    public static void MapScimifyHealth(this WebApplication app)
    {
        app.MapGet("/healthz", () => Answer(StatusCodes.Status200OK, "alive")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/readyz", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(
        Readiness readiness, ScimifyDatabase database, TimeProvider clock, ILogger<Readiness> logger, CancellationToken ct)
    {
        if (!readiness.IsReady)
        {
            return Answer(StatusCodes.Status503ServiceUnavailable, "migrating");
        }

        using var timeout = new CancellationTokenSource(DatabaseTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            if (database.FindLoss() is not null)
            {
                return Answer(StatusCodes.Status503ServiceUnavailable, "databaseFileGone");
            }

            await using var db = database.CreateDbContext();
            await db.Organizations.AnyAsync(either.Token);
            return database.WriteFailure is null
                ? Answer(StatusCodes.Status200OK, "ready")
                : Answer(StatusCodes.Status503ServiceUnavailable, "databaseNotWritable");
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is DbException or OperationCanceledException or TimeoutException or InvalidOperationException)
        {
            HealthLog.DatabaseUnreachable(logger, e);
            return Answer(StatusCodes.Status503ServiceUnavailable, "databaseUnreachable");
        }
    }

    private static IResult Answer(int status, string state) => Results.Json(new { status = state }, statusCode: status);
}

internal static partial class HealthLog
{
    [LoggerMessage(1101, LogLevel.Error, "The database does not answer")]
    public static partial void DatabaseUnreachable(ILogger logger, Exception exception);
}
