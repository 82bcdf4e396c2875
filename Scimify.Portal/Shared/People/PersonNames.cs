using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Shared.People;

/// <summary>
/// What the people of an organization are called now. Logs and lists keep addresses by value, which outlive their people; the console
/// shows the name of whoever has one, and the address beside it.
/// </summary>
public sealed class PersonNames
{
    public static readonly PersonNames None = new([]);

    private readonly Dictionary<Guid, NamedPerson> _byId;
    private readonly Dictionary<string, NamedPerson> _byAddress;

    public PersonNames(IReadOnlyCollection<NamedPerson> people)
    {
        _byId = people.ToDictionary(person => person.Id);
        _byAddress = people.ToDictionary(person => person.Email, StringComparer.OrdinalIgnoreCase);
    }

    /// <param name="id">The person, if it is known. Somebody who has the address of somebody else today is not taken for them.</param>
    /// <param name="kept">The address, or what else was kept by value.</param>
    public string Of(Guid? id, string kept) => Find(id, kept)?.Name ?? kept;

    /// <summary>The address, if <see cref="Of"/> is not it already.</summary>
    public string? AddressBeside(Guid? id, string kept) => Find(id, kept) is null ? null : kept;

    private NamedPerson? Find(Guid? id, string kept) => id is { } key ? _byId.GetValueOrDefault(key) : _byAddress.GetValueOrDefault(kept);
}

/// <summary>Somebody who has a name besides the address.</summary>
public sealed record NamedPerson(Guid Id, string Email, string Name);

public sealed class PersonNamesQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>Of the actor's organization.</summary>
    public async Task<PersonNames> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return new PersonNames(await db.People.Where(p => p.OrganizationKey == actor.OrganizationKey && p.DisplayName != null)
            .Select(p => new NamedPerson(p.Id, p.Email!, p.DisplayName!)).ToListAsync(ct));
    }
}
