namespace Scimify.Core.People.Views;

/// <summary>Stores the saved views of people.</summary>
public interface ISavedViewStore
{
    /// <summary>In the order in which they were saved.</summary>
    Task<IReadOnlyList<SavedView>> ListAsync(Guid personId, string list, CancellationToken ct);

    /// <param name="view">Replaces the person's view of the same list with the same name.</param>
    /// <param name="most">How many views of one list a person may have.</param>
    /// <param name="ct">Cancels before the write begins.</param>
    /// <returns>False if the person has that many already, or no longer exists.</returns>
    Task<bool> SaveAsync(SavedView view, int most, CancellationToken ct);

    /// <returns>False if the person has no such view.</returns>
    Task<bool> DeleteAsync(Guid personId, Guid id, CancellationToken ct);
}
