using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

/// <summary>The values of a multi-valued attribute while they change. Equal ones are found without a scan.</summary>
internal sealed class MultiValueDraft(ScimArray? values)
{
    private readonly List<ScimValue> _items = [.. values ?? ScimArray.Empty];
    private HashSet<ScimValue>? _known;
    private Dictionary<string, int>? _identities;
    private ScimArray? _built = values;

    public int Count => _items.Count;

    public ScimValue this[int index]
    {
        get => _items[index];
        set
        {
            _known?.Remove(_items[index]);
            _known?.Add(value);
            _items[index] = value;
            _built = null;
        }
    }

    public bool Contains(ScimValue value) => (_known ??= [.. _items]).Contains(value);

    /// <summary>The index of a value with the same "value" and "type".</summary>
    public int? IndexOfIdentity(ScimValue value, ScimAttribute attribute)
    {
        if (ValueIdentity.Of(value, attribute, withType: true) is not { } identity)
        {
            return null;
        }

        if (_identities is null)
        {
            _identities = [];
            for (var i = 0; i < _items.Count; i++)
            {
                Learn(_items[i], attribute, i);
            }
        }

        // A value may have changed since it was indexed.
        return _identities.TryGetValue(identity, out var at) && ValueIdentity.Of(_items[at], attribute, withType: true) == identity
            ? at
            : null;
    }

    public void Add(ScimValue value, ScimAttribute attribute)
    {
        _items.Add(value);
        _known?.Add(value);
        Learn(value, attribute, _items.Count - 1);
        _built = null;
    }

    public int RemoveAll(Predicate<ScimValue> match)
    {
        var removed = _items.RemoveAll(match);
        if (removed > 0)
        {
            _known = null;
            _identities = null;
            _built = null;
        }

        return removed;
    }

    /// <summary>Null if no value is left: the attribute is then unassigned.</summary>
    public ScimArray? Build() => _items.Count == 0 ? null : _built ??= ScimArray.From(_items);

    private void Learn(ScimValue value, ScimAttribute attribute, int index)
    {
        if (_identities is not null && ValueIdentity.Of(value, attribute, withType: true) is { } identity)
        {
            _identities.TryAdd(identity, index);
        }
    }
}
