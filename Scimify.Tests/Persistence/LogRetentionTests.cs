using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Audit;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

public sealed class LogRetentionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Only_rows_older_than_the_retention_are_forgotten(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        await test.Database.WriteAsync(
            session =>
            {
                for (var day = 1200; day >= 0; day--)
                {
                    session.Context.AuditLog.Add(new AuditEntry
                    {
                        Id = Guid.NewGuid(),
                        At = now - TimeSpan.FromDays(day),
                        ActorKind = "system",
                        ActorName = "test",
                        Action = "test.made",
                        SubjectKind = "test",
                        SubjectName = $"{day}",
                    });
                    session.Context.SaveChanges();
                }
            },
            Ct);

        var forgotten = await new LogRetention(test.Database, new FixedClock(now)).ForgetAsync(TimeSpan.FromDays(400), Ct);

        Assert.Equal(800, forgotten);
        await using var context = test.Database.CreateDbContext();
        Assert.Equal(401, await context.AuditLog.CountAsync(Ct));
        Assert.False(await context.AuditLog.AnyAsync(e => e.SubjectName == "401", Ct));
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
