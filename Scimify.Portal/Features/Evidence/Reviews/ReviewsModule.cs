using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Background;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence.Reviews;

internal sealed class ReviewsModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<ReviewService>()
        .AddSingleton<ReviewQuery>()
        .AddSingleton<ReviewChoicesQuery>()
        .AddSingleton<ReviewLinkService>()
        .AddSingleton<ReviewManagersQuery>()
        .AddSingleton<ReviewLinkMailer>()
        .AddSingleton<ReviewLinkLimiter>()
        .AddSingleton<ReviewReminders>()
        .AddSingleton<IPackSource, ReviewPack>()
        .AddLoop<ReviewReminders>("Reminding of access reviews", ReviewReminders.Every, (reminders, stopping) => reminders.RunAsync(stopping));

    public void Map(WebApplication app)
    {
        var query = app.Services.GetRequiredService<ReviewQuery>();
        var reviews = app.Services.GetRequiredService<ReviewService>();
        app.MapExport("/evidence/reviews", Permission.ReadLogs, (_, actor, _) => ValueTask.FromResult(query.ToExport(actor, null, null)));
        app.MapExport("/evidence/reviews/{review:guid}/rows", Permission.ReadLogs, async (context, actor, ct) => query.ToRowExport(
            actor, await reviews.GetAsync(actor, IdOf(context), ct), new ReviewFilter(UrlState.Word<ReviewView>(context.Filter("view")) ?? ReviewView.All, context.Filter("q"))));
        app.MapGet("/evidence/reviews/{review:guid}/record.jsonl", async (HttpContext context, ActorAccessor actors, ScimifyDatabase database, TimeProvider clock, CancellationToken ct) =>
        {
            var actor = await actors.GetAsync(context, ct);
            var review = await reviews.GetAsync(actor, IdOf(context), ct);
            await database.WriteAsync(writer => writer.AppendAudit(ReviewQuery.AuditOfRecord(actor, review, clock.GetUtcNow())), ct);
            return new RecordAnswer(review, query.RecordAsync(review, ct));
        }).RequireAuthorization(nameof(Permission.ReadLogs));
    }

    private static Guid IdOf(HttpContext context) => Guid.Parse((string)context.Request.RouteValues["review"]!);
}
