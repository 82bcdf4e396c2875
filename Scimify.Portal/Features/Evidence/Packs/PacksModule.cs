using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence.Packs;

internal sealed class PacksModule : IModule
{
    /// <summary>The download of the page, with its period.</summary>
    private const string Download = "/evidence/packs.zip";

    /// <summary>Where auditors get the public key. Everybody may have it.</summary>
    private const string Key = "/.well-known/scimify-evidence.pem";

    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<EvidenceKey>()
        .AddSingleton<PackTotalsQuery>()
        .AddSingleton<PackQuery>()
        .AddSingleton<PackWriter>();

    public void Map(WebApplication app)
    {
        app.MapGet(Download, async (HttpContext context, ActorAccessor actors, PackWriter packs, CancellationToken ct) =>
        {
            var actor = await actors.GetAsync(context, ct);
            var period = PackDates.Of(context.Filter("from"), context.Filter("to"));
            return new PackAnswer(packs.FileName, await packs.BeginAsync(actor, period.From, period.To, ct));
        }).RequireAuthorization(nameof(Permission.ReadLogs));
        app.MapGet(Key, async (EvidenceKey key, CancellationToken ct) => Results.Text(await key.PublicPemAsync(ct), "application/x-pem-file"))
            .AllowAnonymous().ExcludeFromDescription();
    }
}
