using System.Security.Cryptography;
using Scimify.Core.Audit;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Integrations;

/// <summary>The one write path for an organization's integrations, used by console, REST API and command line.</summary>
/// <remarks>
/// Every method first throws <see cref="ForbiddenException"/>, then <see cref="NotFoundException"/> if the integration was
/// deleted or belongs to another organization.
/// </remarks>
public sealed class IntegrationService(
    IIntegrationStore store,
    LookerConnector connector,
    LookerNetworkPolicy network,
    ISecretProtector secrets,
    IEnumerable<IIntegrationWatcher> watchers,
    IEnumerable<IUnwrittenLookerCalls> unwritten,
    TimeProvider clock)
{
    public const string DefaultGroupDescription = "Created via Scimify for tenant {tenant_id}";

    private readonly IntegrationRules _rules = new(network);
    private readonly IIntegrationWatcher[] _watchers = [.. watchers];

    /// <summary>Sorted by name.</summary>
    public async Task<IReadOnlyList<IntegrationView>> ListAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        var integrations = await store.ListAsync(actor.OrganizationKey, ct);
        return [.. integrations.Select(i => IntegrationView.Of(i, actor.OrganizationId))];
    }

    public async Task<IntegrationView> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        return IntegrationView.Of(await FindAsync(actor, id, ct), actor.OrganizationId);
    }

    /// <summary>Does not call Looker, which need not be up.</summary>
    /// <exception cref="ValidationFailedException">Keyed by field.</exception>
    /// <exception cref="ConflictException">The name is taken.</exception>
    public async Task<IntegrationView> CreateAsync(Actor actor, NewIntegration integration, CancellationToken ct)
    {
        actor.Require(Permission.ManageIntegrations);
        var address = _rules.CheckNew(integration);
        var now = Now();
        var row = new Integration
        {
            Id = Guid.NewGuid(),
            OrganizationKey = actor.OrganizationKey,
            Name = integration.Name!.Trim(),
            InstanceName = address.InstanceName,
            BaseUrl = address.Origin,
            ClientId = integration.ClientId!.Trim(),
            ProtectedClientSecret = secrets.Protect(integration.ClientSecret!.Trim()),
            GroupDescription = integration.GroupDescription ?? DefaultGroupDescription,
            Mode = integration.Mode ?? IntegrationMode.Live,
            Policies = integration.Policies?.ApplyTo(new IntegrationPolicies()) ?? new IntegrationPolicies(),
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
        var audit = actor.Audit(now, "integration.create", IntegrationAudit.Subject(row), after: IntegrationAudit.Of(row));
        row = await store.AddAsync(row, audit, ct);
        Tell(row.Key);
        return IntegrationView.Of(row, actor.OrganizationId);
    }

    /// <summary>Merges the change. If nothing changes, it writes nothing and leaves no audit entry.</summary>
    /// <exception cref="ValidationFailedException">Keyed by field.</exception>
    /// <exception cref="ConflictException">The new name is taken.</exception>
    /// <exception cref="PreconditionFailedException">The integration is not the expected version.</exception>
    public async Task<IntegrationView> UpdateAsync(Actor actor, Guid id, IntegrationChange change, CancellationToken ct, Precondition? expected = null)
    {
        actor.Require(Permission.ManageIntegrations);
        var stored = await FindAsync(actor, id, ct);
        var address = _rules.CheckChange(change);
        var protectedSecret = change.ClientSecret is { } secret ? secrets.Protect(secret.Trim()) : null;
        var version = 0L;
        var connection = (BaseUrl: "", ClientId: "");
        var row = await store.ChangeAsync(
            actor.OrganizationKey,
            stored.Id,
            integration =>
            {
                expected?.Require(IntegrationView.TagOf(integration.Version));
                version = integration.Version;
                connection = (integration.BaseUrl, integration.ClientId);
                return Merge(actor, integration, change, address, protectedSecret);
            },
            ct);
        if (protectedSecret is not null || connection != (row.BaseUrl, row.ClientId))
        {
            connector.Forget(row.Id);
        }

        if (row.Version != version)
        {
            Tell(row.Key);
        }

        return IntegrationView.Of(row, actor.OrganizationId);
    }

    /// <summary>Deletes the integration and revokes its tokens. Its logs stay, and Looker stays as it is.</summary>
    /// <exception cref="PreconditionFailedException">The integration is not the expected version.</exception>
    public async Task DeleteAsync(Actor actor, Guid id, CancellationToken ct, Precondition? expected = null)
    {
        actor.Require(Permission.ManageIntegrations);
        var now = Now();
        var key = await store.DeleteAsync(
            actor.OrganizationKey,
            id,
            now,
            actor.Name,
            integration =>
            {
                expected?.Require(IntegrationView.TagOf(integration.Version));
                return actor.Audit(now, "integration.delete", IntegrationAudit.Subject(integration), before: IntegrationAudit.Of(integration));
            },
            (integration, tokenId, description) => actor.Audit(now, "token.revoke", new AuditSubject("scimToken", tokenId.ToString(), description),
                before: new { description, integrationUuid = integration.Id, reason = "The integration was deleted." }),
            (integration, clientId, name) => actor.Audit(now, "oauthClient.delete", new AuditSubject("oauthClient", clientId.ToString(), name),
                before: new { name, integrationUuid = integration.Id, reason = "The integration was deleted." }),
            ct);
        connector.Forget(id);
        Tell(key);
    }

    /// <summary>Signs in to Looker and reports what prevents provisioning. Nothing that Looker does makes it throw.</summary>
    public async Task<LookerTestResult> TestAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageIntegrations);
        var integration = await FindAsync(actor, id, ct);
        try
        {
            return await connector.Connect(integration).TestAsync(ct);
        }
        catch (CryptographicException)
        {
            return new LookerTestResult(false, 0, null, null, null, false, [new LookerProblem(UnreadableSecret.Code, UnreadableSecret.Message)]);
        }
    }

    /// <summary>The same test before anything is saved. Looks only at address and credential.</summary>
    /// <exception cref="ValidationFailedException">Keyed by field.</exception>
    public async Task<LookerTestResult> TestAsync(Actor actor, NewIntegration integration, CancellationToken ct) => await Try(actor, integration).TestAsync(ct);

    /// <summary>A client for a Looker that is not saved yet.</summary>
    /// <exception cref="ValidationFailedException">Keyed by field.</exception>
    internal LookerClient Try(Actor actor, NewIntegration integration)
    {
        actor.Require(Permission.ManageIntegrations);
        var address = _rules.CheckConnection(integration);
        return connector.Try(address.Url, integration.ClientId!.Trim(), integration.ClientSecret!.Trim());
    }

    public async Task<IntegrationStatus> StatusAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        var integration = await FindAsync(actor, id, ct);
        var now = clock.GetUtcNow();
        var month = LookerCallCount.MonthOf(now);
        var counts = await store.CountAsync(integration.Key, month, ct);
        return new IntegrationStatus(
            IntegrationModes.StateOf(integration.Mode, integration.Health),
            counts.Users,
            counts.Groups,
            counts.Memberships,
            counts.Pending,
            counts.Failed,
            counts.Held,
            counts.OldestDueSince is { } since ? Math.Max(0, (long)(now - since).TotalSeconds) : null,
            counts.LookerCalls + unwritten.Sum(calls => calls.Count(integration.Id, month)),
            integration.LastReconciledAt);
    }

    private AuditEntry? Merge(Actor actor, Integration integration, IntegrationChange change, LookerAddress? address, string? protectedSecret)
    {
        IntegrationRules.RequireSecretForAnotherAddress(integration.BaseUrl, address, change.ClientSecret);
        var before = IntegrationAudit.Of(integration);
        integration.Name = change.Name?.Trim() ?? integration.Name;
        integration.ClientId = change.ClientId?.Trim() ?? integration.ClientId;
        integration.ProtectedClientSecret = protectedSecret ?? integration.ProtectedClientSecret;
        integration.GroupDescription = change.GroupDescription.Or(integration.GroupDescription) ?? DefaultGroupDescription;
        integration.Mode = change.Mode ?? integration.Mode;
        integration.RestoredFrom = integration.Mode == IntegrationMode.Live ? null : integration.RestoredFrom;
        integration.Policies = change.Policies?.ApplyTo(integration.Policies) ?? integration.Policies;
        if (address is not null)
        {
            integration.InstanceName = address.InstanceName;
            integration.BaseUrl = address.Origin;
        }

        var after = IntegrationAudit.Of(integration);
        if (protectedSecret is null && after == before)
        {
            return null;
        }

        var now = Now();
        integration.UpdatedAt = now;
        integration.Version++;
        return actor.Audit(now, "integration.update", IntegrationAudit.Subject(integration), before,
            after with { ClientSecret = protectedSecret is null ? null : "changed" });
    }

    private async Task<Integration> FindAsync(Actor actor, Guid id, CancellationToken ct) =>
        await store.FindAsync(actor.OrganizationKey, id, ct) ?? throw NotFound(id);

    internal static NotFoundException NotFound(Guid id) => new($"Integration with UUID {id} not found");

    private void Tell(int integrationKey)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Changed(integrationKey);
        }
    }

    /// <summary>Cut to milliseconds, as the database stores it, so that a write answers what a read will show.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
}
