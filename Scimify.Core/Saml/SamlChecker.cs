using System.Text.Json.Nodes;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;

namespace Scimify.Core.Saml;

/// <summary>Runs the conflict check against Looker and stores the result.</summary>
/// <remarks>Costs one call. If SCIM has users in this Looker, it costs about one more for every 500 accounts. Throws like <see cref="SamlService"/>.</remarks>
public sealed class SamlChecker(ISamlStore store, SamlApplier applier, LookerConnector connector, TimeProvider clock)
{
    /// <summary>Checks the settings that Looker has now. A change that somebody made in Looker becomes a revision.</summary>
    public Task<IReadOnlyList<SamlFinding>> RunAsync(Integration integration, CancellationToken ct) => SamlTrouble.ExplainAsync(async () =>
    {
        var client = connector.Connect(integration);
        return await CheckAsync(integration, client, await SamlLooker.ReadAsync(client, ct), ct);
    });

    /// <summary>Checks the settings that would result from a change. Stores nothing.</summary>
    public Task<IReadOnlyList<SamlFinding>> WouldBeAsync(Integration integration, JsonObject changes, CancellationToken ct) => SamlTrouble.ExplainAsync(async () =>
    {
        var client = connector.Connect(integration);
        var document = await SamlLooker.ReadAsync(client, ct);
        return await FindAsync(integration, client, document with { Settings = document.Settings.With(changes) }, ct);
    });

    /// <summary>The daily check, behind everything that somebody waits for.</summary>
    /// <param name="integration">The integration to check.</param>
    /// <param name="checks">Whether the check may cost more than one call.</param>
    /// <param name="ct">Stopping loses nothing.</param>
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

    /// <summary>Checks a Looker that is not connected yet. SCIM has no users there, so the settings alone decide.</summary>
    /// <param name="client">Uses the credential that is about to be stored.</param>
    /// <param name="ct">Cancels the check.</param>
    /// <returns>Null if SAML is off in this Looker.</returns>
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
