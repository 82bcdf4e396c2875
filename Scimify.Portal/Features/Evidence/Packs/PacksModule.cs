using System.Net.Mime;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Background;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence.Packs;

internal sealed class PacksModule : IModule
{
    /// <summary>The download of the page, with its period.</summary>
    private const string Download = "/evidence/packs.zip";

    /// <summary>One that was made by schedule.</summary>
    private const string KeptDownload = "/evidence/packs/{name}";

    /// <summary>Where auditors get the public key. Everybody may have it.</summary>
    private const string Key = "/.well-known/scimify-evidence.pem";

    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<EvidenceKey>()
        .AddSingleton<PackTotalsQuery>()
        .AddSingleton<PackQuery>()
        .AddSingleton<PackWriter>()
        .AddSingleton(settings.Evidence)
        .AddSingleton<KeptPacks>()
        .AddSingleton<PackSchedule>()
        .AddLoop<PackSchedule>("Making evidence packs by schedule", PackSchedule.Every, (schedule, stopping) => schedule.RunAsync(stopping));

    public void Map(WebApplication app)
    {
        app.MapGet(Download, async (HttpContext context, ActorAccessor actors, PackWriter packs, CancellationToken ct) =>
        {
            var actor = await actors.GetAsync(context, ct);
            var period = PackDates.Of(context.Filter("from"), context.Filter("to"));
            return new PackAnswer(packs.FileName, await packs.BeginAsync(actor, period.From, period.To, ct));
        }).RequireAuthorization(nameof(Permission.ReadLogs));
        app.MapGet(KeptDownload, async (HttpContext context, string name, ActorAccessor actors, KeptPacks packs, CancellationToken ct) =>
            Results.File(await packs.OpenAsync(await actors.GetAsync(context, ct), name, ct), MediaTypeNames.Application.Zip, name))
            .RequireAuthorization(nameof(Permission.ReadLogs));
        app.MapGet(Key, async (EvidenceKey key, CancellationToken ct) => Results.Text(await key.PublicPemAsync(ct), "application/x-pem-file"))
            .AllowAnonymous().ExcludeFromDescription();
    }
}
