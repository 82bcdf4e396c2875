using System.Text.Json.Nodes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Saml;

/// <summary>A change that a person asks for.</summary>
/// <param name="Revision">The revision that the change is based on.</param>
/// <param name="Confirm">Required, because the change takes effect at once for everybody.</param>
/// <param name="Changes">The members that change, by Looker's names.</param>
/// <param name="Override">The integration's name, typed by an owner who overrides the lock-out guard.</param>
public sealed record SamlChange(string? Revision, bool Confirm, JsonObject? Changes, string? Override = null);

/// <summary>Reads, checks, changes and restores Looker's SAML configuration. The console and the REST API call the same methods.</summary>
/// <remarks>
/// Every method first throws <see cref="ForbiddenException"/>, then <see cref="NotFoundException"/>. Methods that call Looker
/// throw <see cref="ConflictException"/> if it refuses and <see cref="UnavailableException"/> if it does not answer.
/// </remarks>
public sealed class SamlService(IIntegrationStore integrations, IntegrationService connections, ISamlStore store, LookerConnector connector, SamlApplier applier, SamlChecker checker)
{
    public async Task<SamlDocument> GetAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        var integration = await FindAsync(actor, integrationId, ct);
        return await SamlTrouble.ExplainAsync(() => SamlLooker.ReadAsync(connector.Connect(integration), ct));
    }

    /// <summary>What can be picked in Looker. Takes three calls, and one for every page of groups.</summary>
    public async Task<SamlChoices> ChoicesAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        var integration = await FindAsync(actor, integrationId, ct);
        return await SamlTrouble.ExplainAsync(() => SamlLooker.ChoicesAsync(connector.Connect(integration), ct));
    }

    /// <summary>The name of a Looker user; null if Looker does not show it.</summary>
    public async Task<string?> UserNameAsync(Actor actor, Guid integrationId, string lookerUserId, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        var integration = await FindAsync(actor, integrationId, ct);
        var users = await SamlTrouble.ExplainAsync(() => connector.Connect(integration).GetUsersAsync([lookerUserId], ct));
        return users is [var user] ? user.DisplayName ?? user.Email : null;
    }

    /// <summary>Finds where SAML works against SCIM in what Looker has now, and keeps the result as the last check. Reads Looker's users in bulk.</summary>
    public async Task<IReadOnlyList<SamlFinding>> ConflictsAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        return await checker.RunAsync(await FindAsync(actor, integrationId, ct), ct);
    }

    /// <summary>Finds the conflicts that a change would cause. Stores nothing.</summary>
    public async Task<IReadOnlyList<SamlFinding>> ConflictsAsync(Actor actor, Guid integrationId, JsonObject changes, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        return await checker.WouldBeAsync(await FindAsync(actor, integrationId, ct), changes, ct);
    }

    /// <summary>What the last check found, without a call to Looker; null if there was none.</summary>
    public async Task<SamlCheck?> LastCheckAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        return await store.CheckAsync((await FindAsync(actor, integrationId, ct)).Key, ct);
    }

    /// <summary>Finds where SAML would work against SCIM in a Looker that is about to be connected. Saves nothing.</summary>
    /// <returns>Null if SAML is off in this Looker.</returns>
    /// <exception cref="ValidationFailedException">Keyed by field.</exception>
    public async Task<IReadOnlyList<SamlFinding>?> ForeseeConflictsAsync(Actor actor, NewIntegration integration, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        return await checker.ForeseeAsync(connections.Try(actor, integration), ct);
    }

    /// <summary>Reads an identity provider's metadata without changing anything. XML is read here and by Looker, an address by Looker alone.</summary>
    /// <param name="keepCertificates">Keeps the present certificates beside the new ones.</param>
    /// <exception cref="ValidationFailedException">Fields <c>xml</c> and <c>url</c>.</exception>
    public async Task<SamlMetadataView> ReadMetadataAsync(Actor actor, Guid integrationId, string? xml, string? url, bool keepCertificates, CancellationToken ct)
    {
        actor.Require(Permission.ManageSaml);
        var integration = await FindAsync(actor, integrationId, ct);
        if (string.IsNullOrWhiteSpace(xml) == string.IsNullOrWhiteSpace(url))
        {
            throw ValidationFailedException.Of("xml", "must be given, or else url, and not both.");
        }

        var address = string.IsNullOrWhiteSpace(url) ? null
            : Uri.TryCreate(url.Trim(), UriKind.Absolute, out var given) && given.Scheme == Uri.UriSchemeHttps ? given
            : throw ValidationFailedException.Of("url", "must be an https address that Looker can reach.");
        var ours = address is null ? SamlMetadata.Parse(xml!) : null;
        return await SamlTrouble.ExplainAsync(async () =>
        {
            var client = connector.Connect(integration);
            var lookers = await SamlLooker.MetadataAsync(client, xml, address, ct);
            var current = (await SamlLooker.ReadAsync(client, ct)).Settings;
            var metadata = ours ?? lookers;
            var changes = metadata.ChangesTo(current, keepCertificates);
            return new SamlMetadataView(metadata, ours?.DifferencesTo(lookers) ?? [], changes, SamlFieldChange.Between(current, current.With(changes)));
        });
    }

    /// <summary>Changes Looker at once: compares with what it has now, asks the guard, records the change, sends it, and reads back.</summary>
    /// <returns>What Looker has afterwards.</returns>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException">Keyed by the member name of the body or of Looker.</exception>
    /// <exception cref="ConflictException">
    /// <c>data.current</c>: Looker has changed since. <c>data.blockers</c>: administrators could be locked out. <c>data.code</c>: anything else.
    /// </exception>
    public async Task<SamlDocument> ChangeAsync(Actor actor, Guid integrationId, SamlChange change, CancellationToken ct)
    {
        actor.Require(Permission.ManageSaml);
        var integration = await FindAsync(actor, integrationId, ct);
        var errors = new FieldErrors();
        RequireConfirmation(change.Revision, change.Confirm, errors);
        if (change.Changes is not { Count: > 0 })
        {
            errors.Add("changes", "is required: an object of the members to change, by Looker's names.");
        }

        errors.ThrowIfAny();
        return await applier.ApplyAsync(new SamlAttempt(actor, integration, change.Revision!, _ => change.Changes!) { Override = change.Override }, ct);
    }

    /// <summary>Restores what Looker had at a revision, past the same guard.</summary>
    /// <inheritdoc cref="ChangeAsync"/>
    public async Task<SamlDocument> RestoreAsync(Actor actor, Guid integrationId, Guid revisionId, SamlChange change, CancellationToken ct)
    {
        actor.Require(Permission.ManageSaml);
        var integration = await FindAsync(actor, integrationId, ct);
        var target = await store.FindAsync(integration.Key, revisionId, ct) is { State: SamlRevisionState.Applied } revision ? revision
            : throw new NotFoundException($"Revision with UUID {revisionId} not found");
        var errors = new FieldErrors();
        RequireConfirmation(change.Revision, change.Confirm, errors);
        errors.ThrowIfAny();
        var settings = SamlSettings.Parse(target.Settings);
        return await applier.ApplyAsync(
            new SamlAttempt(actor, integration, change.Revision!, current => current.ChangesTo(settings))
            {
                Override = change.Override,
                Act = FreshAct.RestoreSaml,
                Note = $"Restores revision {target.Number}",
                IsProven = _ => settings.IsEnabled,     // logins with these settings have worked before
            },
            ct);
    }

    internal static void RequireConfirmation(string? revision, bool confirm, FieldErrors errors)
    {
        if (revision is not { Length: > 0 })
        {
            errors.Add("revision", "is required: the revision that the change is based on, as saml-config shows it.");
        }

        if (!confirm)
        {
            errors.Add("confirm", "must be true: the change takes effect at once for everybody who signs in to Looker.");
        }
    }

    private async Task<Integration> FindAsync(Actor actor, Guid id, CancellationToken ct) =>
        await integrations.FindAsync(actor.OrganizationKey, id, ct) ?? throw IntegrationService.NotFound(id);
}
