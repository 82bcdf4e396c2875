using Scimify.Core.Requests;

namespace Scimify.Core.People.Views;

/// <summary>Saves and removes views of lists. Everybody has their own, whatever their role; nobody else's can be read or changed.</summary>
public sealed class SavedViewService(ISavedViewStore store, TimeProvider clock)
{
    public const int MaxNameLength = 40;
    public const int MostOfAList = 20;

    private const int MaxQueryLength = 1000;
    private const int MaxListLength = 40;

    public async Task<IReadOnlyList<SavedView>> ListAsync(Actor actor, string list, CancellationToken ct) =>
        actor.Id is { } person ? await store.ListAsync(person, list, ct) : [];

    /// <summary>Saves a view, and replaces the one of that name.</summary>
    /// <param name="query">Without a question mark.</param>
    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    /// <exception cref="ValidationFailedException"><c>name</c> or <c>query</c>.</exception>
    /// <exception cref="ConflictException">The person has <see cref="MostOfAList"/> views of that list.</exception>
    public async Task<SavedView> SaveAsync(Actor actor, string list, string name, string query, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(list.Length, MaxListLength);
        var person = actor.Id ?? throw new ForbiddenException();
        name = name.Trim();
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))
        {
            throw ValidationFailedException.Of("name", $"must have 1 to {MaxNameLength} characters.");
        }

        if (query.Length > MaxQueryLength || query.Any(char.IsControl))
        {
            throw ValidationFailedException.Of("query", $"must have at most {MaxQueryLength:N0} characters.");
        }

        var view = new SavedView { Id = Guid.CreateVersion7(clock.GetUtcNow()), PersonId = person, List = list, Name = name, Query = query, SavedAt = clock.GetUtcNow() };
        return await store.SaveAsync(view, MostOfAList, ct) ? view : throw new ConflictException($"A list has at most {MostOfAList} saved views. Delete one first.");
    }

    /// <exception cref="NotFoundException">The actor has no such view.</exception>
    public async Task DeleteAsync(Actor actor, Guid id, CancellationToken ct)
    {
        if (actor.Id is not { } person || !await store.DeleteAsync(person, id, ct))
        {
            throw new NotFoundException("You have no such view.");
        }
    }
}
