using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Errors;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Portal.Scim;

/// <summary>What a SCIM request needs to know about its integration, cached for a few seconds. Changes made on this node take effect at once.</summary>
internal sealed class ProvisioningTargets(IDbContextFactory<ScimifyContext> contexts, TimeProvider clock) : IIntegrationWatcher
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<int, (ProvisioningTarget Target, long At)> _kept = new();
    private long _changes;

    /// <exception cref="ScimException">403: the integration was deleted.</exception>
    public async ValueTask<ProvisioningTarget> GetAsync(int integrationKey, CancellationToken ct)
    {
        if (_kept.TryGetValue(integrationKey, out var kept) && clock.GetElapsedTime(kept.At) < KeptFor)
        {
            return kept.Target;
        }

        var changes = Interlocked.Read(ref _changes);
        var now = clock.GetTimestamp();
        await using var context = await contexts.CreateDbContextAsync(ct);
        var found = await context.Integrations
            .Where(i => i.Key == integrationKey && i.DeletedAt == null)
            .Join(context.Organizations, i => i.OrganizationKey, o => o.Key, (i, o) => new
            {
                Integration = i,
                OrganizationId = o.Id,
                Mappings = context.IntegrationMappings.Where(m => m.IntegrationKey == i.Key).Select(m => m.Attributes).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(ct) ?? throw ScimException.Forbidden("The integration of this token was deleted.", ErrorCodes.IntegrationDeleted);
        var integration = found.Integration;
        var target = new ProvisioningTarget(
            integration.OrganizationKey,
            integration.Key,
            integration.Id,
            integration.Mode,
            integration.Policies,
            integration.GroupDescription.Replace("{tenant_id}", found.OrganizationId.ToString("D"), StringComparison.Ordinal))
        {
            UserType = UserTypeOf(MappingSet.Parse(found.Mappings), integration.Policies.Profile),
        };
        _kept[integrationKey] = (target, now);
        if (Interlocked.Read(ref _changes) != changes)
        {
            // It may have been read before the change.
            _kept.TryRemove(integrationKey, out _);
        }

        return target;
    }

    /// <summary>The interoperability profile (section 4.2.1) forbids to implement <c>password</c>.</summary>
    private static ScimResourceType UserTypeOf(MappingSet mappings, ScimProfile profile) =>
        profile == ScimProfile.Interop ? mappings.UserType.WithoutWriteOnly() : mappings.UserType;

    public void Changed(int integrationKey)
    {
        Interlocked.Increment(ref _changes);
        _kept.TryRemove(integrationKey, out _);
    }

    public void AnyMayHaveChanged()
    {
        Interlocked.Increment(ref _changes);
        _kept.Clear();
    }
}
