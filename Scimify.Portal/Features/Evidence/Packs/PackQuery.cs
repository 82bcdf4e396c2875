using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence.Packs;

/// <summary>What the page says about a pack that would be made now.</summary>
public sealed class PackQuery(IEnumerable<IPackSource> sources, PackTotalsQuery totals, IntegrationService integrations, KeptPacks kept, EvidenceKey keys, TimeProvider clock)
{
    public async Task<PackView> RunAsync(Actor actor, CancellationToken ct)
    {
        var foldered = PackIntegration.Foldered(await integrations.ListAsync(actor, ct));
        var scope = new PackScope(actor, null, clock.GetUtcNow(), foldered);
        using var key = await keys.OpenAsync(ct);
        return new(
            [.. sources.SelectMany(source => source.Files(scope)).OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => new PackLine(file.Name, file.Title))],
            await Task.WhenAll(foldered.Select(integration => totals.TotalsAsync(integration, ct))),
            EvidenceKey.FingerprintOf(key),
            kept.List(actor));
    }
}

/// <param name="Lists">The lists of a pack, in the order of names.</param>
/// <param name="KeySha256">Names the key that signs.</param>
/// <param name="Kept">Made by schedule, the newest first.</param>
public sealed record PackView(IReadOnlyList<PackLine> Lists, IReadOnlyList<PackTotals> Totals, string KeySha256, IReadOnlyList<KeptPack> Kept);

public sealed record PackLine(string Name, string Title);
