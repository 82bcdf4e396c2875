using Scimify.Core.Directory.Mappings;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Provisioning.Mappings;

/// <summary>Mappings of SCIM to Looker's attributes and roles. Console and REST API call the same methods.</summary>
/// <remarks>Every method first throws <see cref="ForbiddenException"/>.</remarks>
public sealed class MappingService(
    IMappingStore store, ISyncStore integrations, LookerConnector connector, MappingSweeper sweeper, IEnumerable<IIntegrationWatcher> watchers, TimeProvider clock)
{
    private const int AtOnce = 500;

    private const int MostExamples = 10;

    public async Task<StoredMappings> GetAsync(Actor actor, IntegrationView integration, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        return await store.ReadAsync(integration.Key, ct);
    }

    /// <summary>What can be mapped to in Looker. Calls Looker.</summary>
    /// <exception cref="ConflictException">Looker could not be reached, or refused.</exception>
    public async Task<MappingChoices> ChoicesAsync(Actor actor, IntegrationView integration, CancellationToken ct)
    {
        actor.Require(Permission.ManageDirectory);
        return await LookerAsync(integration, attributes: true, roles: true, ct);
    }

    /// <summary>What saving would change in Looker, in numbers. Writes nothing, neither here nor in Looker.</summary>
    /// <exception cref="ValidationFailedException">Keyed by field.</exception>
    /// <exception cref="ConflictException">Looker could not be reached or refused, or somebody else has saved since.</exception>
    public async Task<MappingPreview> PreviewAsync(Actor actor, IntegrationView integration, MappingInput input, CancellationToken ct)
    {
        actor.Require(Permission.ManageDirectory);
        var wanted = await CheckAsync(integration, input, ct);
        var stored = await store.ReadAsync(integration.Key, ct);
        RequireVersion(stored, wanted.Version);
        var examples = new List<MappingExample>();
        var (users, calls) = await CountUsersAsync(integration.Key, wanted.Attributes, examples, ct);
        var groups = CountGroups(stored, wanted, examples);
        return new(users, groups, calls + (3 * ChangedRoles(stored, wanted).Count), [.. examples.Take(MostExamples)]);
    }

    /// <summary>Replaces all mappings. Looker gets the differences in the background.</summary>
    /// <exception cref="ValidationFailedException">Keyed by field.</exception>
    /// <exception cref="ConflictException">Looker could not be reached or refused, or somebody else has saved since.</exception>
    public async Task<StoredMappings> SaveAsync(Actor actor, IntegrationView integration, MappingInput input, CancellationToken ct)
    {
        actor.Require(Permission.ManageDirectory);
        var wanted = await CheckAsync(integration, input, ct);
        var subject = new AuditSubject("integration", integration.Id.ToString(), integration.Name);
        if (await store.SaveAsync(
            integration.Key,
            wanted,
            before => actor.Audit(
                clock.GetUtcNow(), "mappings.update", subject, Words(before.Attributes, before.Roles.Select(r => (r.GroupName, r.RoleName))),
                Words(wanted.Attributes, wanted.Roles.Select(r => (r.GroupName, r.RoleName)))),
            ct))
        {
            sweeper.Nudge();
            foreach (var watcher in watchers)
            {
                watcher.Changed(integration.Key);
            }
        }

        return await store.ReadAsync(integration.Key, ct);
    }

    internal static void RequireVersion(StoredMappings stored, long? version)
    {
        if (version is { } read && read != stored.Version)
        {
            throw new ConflictException("Somebody else has changed the mappings since.", new { version = stored.Version });
        }
    }

    internal static HashSet<string> ChangedRoles(StoredMappings stored, CheckedMappings wanted)
    {
        var before = stored.Roles.Select(r => (r.GroupKey, r.RoleId)).ToHashSet();
        before.SymmetricExceptWith(wanted.Roles.Select(r => (r.GroupKey, r.RoleId)));
        return [.. before.Select(r => r.RoleId)];
    }

    private async Task<CheckedMappings> CheckAsync(IntegrationView integration, MappingInput input, CancellationToken ct)
    {
        var groups = await store.GroupsAsync(integration.Key, [.. input.Groups.Select(g => g.Group)], ct);
        var looker = await LookerAsync(integration, input.Attributes.Count > 0, input.Groups.Any(g => g.Roles.Count > 0), ct);
        return MappingRules.Check(input, looker.Attributes, looker.Roles, groups);
    }

    private async Task<(long Users, long Calls)> CountUsersAsync(int integrationKey, MappingSet wanted, List<MappingExample> examples, CancellationToken ct)
    {
        long after = 0, users = 0, calls = 0;
        while (await store.UsersAsync(integrationKey, after, AtOnce, ct) is { Count: > 0 } some)
        {
            foreach (var user in some)
            {
                var changes = MappingEffect.Of(user.Row, wanted.DesiredOf(ScimJson.ParseObject(user.Json)));
                if (changes.Count > 0)
                {
                    users++;
                    calls += changes.Count;
                    if (examples.Count < MostExamples / 2)
                    {
                        examples.Add(new("User", user.Row.Id, user.Row.UserName, [.. changes.Select(PlannedEffects.Of)]));
                    }
                }
            }

            after = some[^1].Row.Key;
        }

        return (users, calls);
    }

    private static long CountGroups(StoredMappings stored, CheckedMappings wanted, List<MappingExample> examples)
    {
        var before = stored.Roles.Select(r => new MappedRole(r.GroupKey, r.GroupId, r.GroupName, r.RoleId, r.RoleName)).ToList();
        var added = wanted.Roles.Where(w => !before.Exists(b => (b.GroupKey, b.RoleId) == (w.GroupKey, w.RoleId)));
        var removed = before.Where(b => !wanted.Roles.Any(w => (b.GroupKey, b.RoleId) == (w.GroupKey, w.RoleId)));
        var groups = added.Select(r => (Role: r, Words: $"Give the role “{r.RoleName}”"))
            .Concat(removed.Select(r => (Role: r, Words: $"Take the role “{r.RoleName}”, if it was given by Scimify")))
            .GroupBy(r => r.Role.GroupKey).ToList();
        examples.AddRange(groups.Take(MostExamples).Select(g => new MappingExample("Group", g.First().Role.GroupId, g.First().Role.GroupName, [.. g.Select(r => r.Words)])));
        return groups.Count;
    }

    private async Task<MappingChoices> LookerAsync(IntegrationView view, bool attributes, bool roles, CancellationToken ct)
    {
        var integration = await integrations.IntegrationAsync(view.Key, ct) ?? throw IntegrationService.NotFound(view.Id);
        return await LookerTrouble.ExplainAsync(
            async () =>
            {
                var looker = connector.Connect(integration);
                return new MappingChoices(attributes ? await looker.ListUserAttributesAsync(ct) : [], roles ? await looker.ListRolesAsync(ct) : []);
            },
            "Looker could not be asked what it has");
    }

    private static object Words(MappingSet attributes, IEnumerable<(string Group, string Role)> roles) => new
    {
        attributes = attributes.Attributes.Select(a => new { a.Name, source = a.Source.ToString(), value = a.Text, kind = a.IsSeeded ? "seeded" : "managed" }),
        roles = roles.Select(r => $"{r.Group}: {r.Role}").Order(StringComparer.Ordinal),
    };
}

/// <summary>What Looker has, including what cannot be mapped.</summary>
public sealed record MappingChoices(IReadOnlyList<LookerUserAttribute> Attributes, IReadOnlyList<LookerRole> Roles);

/// <param name="Users">How many people would be changed in Looker.</param>
/// <param name="Groups">How many groups would get other roles.</param>
/// <param name="LookerCalls">About how many calls that would take.</param>
/// <param name="Examples">Some of the changes, in words.</param>
public sealed record MappingPreview(long Users, long Groups, long LookerCalls, IReadOnlyList<MappingExample> Examples);

public sealed record MappingExample(string ResourceType, Guid ScimId, string Name, IReadOnlyList<string> Changes);
