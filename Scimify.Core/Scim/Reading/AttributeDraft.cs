using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

/// <summary>The attributes of one schema while they change. Multi-valued attributes change in place.</summary>
internal sealed class AttributeDraft
{
    private readonly List<Slot> _slots = [];

    public bool IsEmpty => _slots.TrueForAll(slot => slot.Value is null);

    public ScimValue? Get(string name) => Find(name)?.Value;

    public void Set(string name, ScimValue? value)
    {
        if (Find(name) is { } slot)
        {
            slot.Value = value;
        }
        else if (value is not null)
        {
            _slots.Add(new Slot(name) { Value = value });
        }
    }

    public void Clear() => _slots.Clear();

    /// <summary>The values of a multi-valued attribute, for changing; empty if it is unassigned.</summary>
    public MultiValueDraft Many(string name)
    {
        var slot = Find(name);
        if (slot is null)
        {
            slot = new Slot(name);
            _slots.Add(slot);
        }

        return slot.Values;
    }

    public IEnumerable<(string Name, ScimValue Value)> Values()
    {
        foreach (var slot in _slots)
        {
            if (slot.Value is { } value)
            {
                yield return (slot.Name, value);
            }
        }
    }

    public ScimObject Build()
    {
        var body = new ScimObject.Builder();
        foreach (var (name, value) in Values())
        {
            body.Add(name, value);
        }

        return body.Build();
    }

    private Slot? Find(string name)
    {
        foreach (var slot in _slots)
        {
            if (string.Equals(slot.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return slot;
            }
        }

        return null;
    }

    private sealed class Slot(string name)
    {
        private ScimValue? _value;
        private MultiValueDraft? _values;

        public string Name { get; } = name;

        public ScimValue? Value
        {
            get => _values is null ? _value : _values.Build();
            set
            {
                _value = value;
                _values = null;
            }
        }

        public MultiValueDraft Values => _values ??= new MultiValueDraft(_value as ScimArray);
    }
}
