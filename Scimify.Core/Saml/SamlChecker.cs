using System.Text.Json.Nodes;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;

namespace Scimify.Core.Saml;

/// <summary>Runs the conflict check against Looker, and keeps what it finds.</summary>
/// <remarks>Costs one call, and about one more for every 500 accounts in Looker where SCIM has users there. Throws as <see cref="SamlService"/> does.</remarks>
public sealed class SamlChecker(ISamlStore store, SamlApplier applier, LookerConnector connector, TimeProvider clock)
{
    /// <summary>Of the settings as Looker has them now. What somebody changed there becomes a revision.</summary>
    public Task<IReadOnlyList<SamlFinding>> RunAsync(Integration integration, CancellationToken ct) => SamlTrouble.ExplainAsync(async () =>
    {
        var client = connector.Connect(integration);
        return await CheckAsync(integration, client, await SamlLooker.ReadAsync(client, ct), ct);
    });

    /// <summary>Of the settings as a change would make them; nothing is kept.</summary>
    public Task<IReadOnlyList<SamlFinding>> WouldBeAsync(Integration integration, JsonObject changes, CancellationToken ct) => SamlTrouble.ExplainAsync(async () =>
    {
        var client = connector.Connect(integration);
        var document = await SamlLooker.ReadAsync(client, ct);
        return await FindAsync(integration, client, document with { Settings = document.Settings.With(changes) }, ct);
    });

    /// <summary>The daily look, behind everything that somebody waits for.</summary>
    /// <param name="integration">Whose.</param>
    /// <param name="checks">Whether it may cost more than the one call.</param>
    /// <param name="ct">Nothing is lost by stopping.</param>
    public Task LookAsync(Integration integration, bool checks, CancellationToken ct) => SamlTrouble.ExplainAsync(async () =>
    {
        var client = connector.Connect(integration).InBackground;
        var document = await SamlLooker.ReadAsync(client, ct);
        if (checks)
        {
            return await CheckAsync(integration, client, document, ct);
        }

        await applier.ObserveAsync(integration, document, ct);
        return [];
    });

    /// <summary>Of a Looker that is not connected yet, in which SCIM has nobody: by the settings alone.</summary>
    /// <param name="client">With the credential that is to be stored.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>Null: SAML is off there.</returns>
    internal Task<IReadOnlyList<SamlFinding>?> ForeseeAsync(LookerClient client, CancellationToken ct) => SamlTrouble.ExplainAsync(async () =>
    {
        var document = await SamlLooker.ReadAsync(client, ct);
        var situation = await SamlLooker.SituationAsync(client, document, SamlDirectory.Nobody, clock.GetUtcNow(), ct);
        return document.Settings.IsEnabled ? SamlConflictRules.Check(document.Settings, situation) : null;
    });

    private async Task<IReadOnlyList<SamlFinding>> CheckAsync(Integration integration, LookerClient client, SamlDocument document, CancellationToken ct)
    {
        var findings = await FindAsync(integration, client, document, ct);
        await applier.ObserveAsync(integration, document, ct);
        await store.KeepCheckAsync(integration.Key, check => check.Note(findings, document.Settings.IsEnabled, clock.GetUtcNow()), ct);
        return findings;
    }

    private async Task<IReadOnlyList<SamlFinding>> FindAsync(Integration integration, LookerClient client, SamlDocument document, CancellationToken ct)
    {
        var directory = await store.DirectoryAsync(integration.Key, ct);
        return SamlConflictRules.Check(document.Settings, await SamlLooker.SituationAsync(client, document, directory, clock.GetUtcNow(), ct));
    }
}
