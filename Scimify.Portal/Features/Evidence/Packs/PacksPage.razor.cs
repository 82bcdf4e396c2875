using System.Globalization;
using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Evidence.Packs;

public sealed partial class PacksPage : DataPage<PackView>
{
    private const string CheckSignature =
        $"openssl dgst -sha256 -verify scimify-evidence.pem -signature {PackManifest.SignatureName} {PackManifest.SumsName}";

    private const string CheckSums = $"sha256sum --check {PackManifest.SumsName}";

    [Inject] public required PackQuery Packs { get; init; }

    private string Today => Clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    protected override Task<PackView> QueryAsync(Actor actor, CancellationToken ct) => Packs.RunAsync(actor, ct);

    private static string Number(long figure) => figure.ToString("N0", CultureInfo.InvariantCulture);
}
