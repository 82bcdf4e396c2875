namespace Scimify.Portal.Shared.Tables;

/// <summary>The rows of a list that a person has selected.</summary>
public sealed class RowSelection
{
    private readonly HashSet<Guid> _ids = [];

    public int Count => _ids.Count;

    public IReadOnlyCollection<Guid> Ids => _ids;

    public bool Has(Guid id) => _ids.Contains(id);

    public void Set(Guid id, bool selected)
    {
        if (selected)
        {
            _ids.Add(id);
        }
        else
        {
            _ids.Remove(id);
        }
    }

    public void Clear() => _ids.Clear();

    /// <summary>Forgets what is no longer shown, so that nothing is done to a row that nobody sees.</summary>
    public void Keep(IEnumerable<Guid> shown) => _ids.IntersectWith(shown);
}
