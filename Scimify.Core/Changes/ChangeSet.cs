namespace Scimify.Core.Changes;

/// <summary>Changes, each place once. Not safe for several threads.</summary>
public sealed class ChangeSet
{
    private readonly Dictionary<(int? OrganizationKey, Guid? IntegrationId), ChangeTopics> _topics = [];

    public bool IsEmpty => _topics.Count == 0;

    public void Add(Change change)
    {
        var place = (change.OrganizationKey, change.IntegrationId);
        _topics[place] = _topics.GetValueOrDefault(place) | change.Topics;
    }

    /// <summary>Empties the set.</summary>
    public IReadOnlyList<Change> Take()
    {
        if (IsEmpty)
        {
            return [];
        }

        Change[] taken = [.. _topics.Select(t => new Change(t.Key.OrganizationKey, t.Key.IntegrationId, t.Value))];
        _topics.Clear();
        return taken;
    }
}
