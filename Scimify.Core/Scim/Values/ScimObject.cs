using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Scimify.Core.Scim.Values;

/// <summary>
/// Attributes with their values, in the order of the message. The case of names does not matter (RFC 7643 section 2.1).
/// Objects with the same attributes are equal, whatever their order.
/// </summary>
public sealed record ScimObject : ScimValue, IReadOnlyList<KeyValuePair<string, ScimValue>>
{
    public static readonly ScimObject Empty = new([]);

    /// <summary>Up to this size, a scan of the names is faster than a dictionary.</summary>
    private const int WalkLimit = 24;

    private readonly KeyValuePair<string, ScimValue>[] _members;
    private Dictionary<string, int>? _index;

    private ScimObject(KeyValuePair<string, ScimValue>[] members) => _members = members;

    public int Count => _members.Length;

    public KeyValuePair<string, ScimValue> this[int index] => _members[index];

    /// <summary>Null if the object has no such attribute.</summary>
    public ScimValue? this[string name] => TryGetValue(name, out var value) ? value : null;

    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public static ScimObject Of(params ReadOnlySpan<(string Name, ScimValue Value)> members)
    {
        var builder = new Builder();
        foreach (var (name, value) in members)
        {
            builder.Add(name, value);
        }

        return builder.Build();
    }

    public bool Contains(string name) => IndexOf(name) >= 0;

    public bool TryGetValue(string name, [NotNullWhen(true)] out ScimValue? value)
    {
        var at = IndexOf(name);
        value = at >= 0 ? _members[at].Value : null;
        return at >= 0;
    }

    /// <summary>Null if the attribute is absent or not a string. The other getters work likewise.</summary>
    public string? GetString(string name) => (this[name] as ScimString)?.Value;

    public bool? GetBoolean(string name) => (this[name] as ScimBoolean)?.Value;

    public ScimObject? GetObject(string name) => this[name] as ScimObject;

    public ScimArray? GetArray(string name) => this[name] as ScimArray;

    /// <summary>A copy in which the attribute has this value, in its old place or else at the end.</summary>
    public ScimObject With(string name, ScimValue value)
    {
        var at = IndexOf(name);
        if (at >= 0 && ReferenceEquals(_members[at].Value, value))
        {
            return this;
        }

        var members = new KeyValuePair<string, ScimValue>[at < 0 ? _members.Length + 1 : _members.Length];
        _members.CopyTo(members, 0);
        members[at < 0 ? _members.Length : at] = new(at < 0 ? name : _members[at].Key, value);
        return new ScimObject(members);
    }

    /// <summary>The same instance if there is no such attribute.</summary>
    public ScimObject Without(string name)
    {
        var at = IndexOf(name);
        return at < 0 ? this : new ScimObject([.. _members.AsSpan(0, at), .. _members.AsSpan(at + 1)]);
    }

    public bool Equals(ScimObject? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || other.Count != Count)
        {
            return false;
        }

        foreach (var (name, value) in _members)
        {
            if (!other.TryGetValue(name, out var theirs) || !value.Equals(theirs))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        var sum = 0;
        foreach (var (name, value) in _members)
        {
            sum += HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(name), value);
        }

        return sum;
    }

    public IEnumerator<KeyValuePair<string, ScimValue>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, ScimValue>>)_members).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string name)
    {
        if (_members.Length > WalkLimit)
        {
            _index ??= BuildIndex();
            return _index.GetValueOrDefault(name, -1);
        }

        for (var i = 0; i < _members.Length; i++)
        {
            if (string.Equals(_members[i].Key, name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private Dictionary<string, int> BuildIndex()
    {
        var index = new Dictionary<string, int>(_members.Length, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < _members.Length; i++)
        {
            index[_members[i].Key] = i;
        }

        return index;
    }

    /// <summary>Collects members, and refuses a name that is there already.</summary>
    public sealed class Builder
    {
        private readonly List<KeyValuePair<string, ScimValue>> _members = [];
        private HashSet<string>? _names;

        public int Count => _members.Count;

        public bool TryAdd(string name, ScimValue value)
        {
            if (Contains(name))
            {
                return false;
            }

            _members.Add(new(name, value));
            _names?.Add(name);
            return true;
        }

        /// <exception cref="ArgumentException">The name is there already.</exception>
        public Builder Add(string name, ScimValue value) =>
            TryAdd(name, value) ? this : throw new ArgumentException($"\"{name}\" is there already.", nameof(name));

        public Builder AddIfPresent(string name, ScimValue? value) => value is null ? this : Add(name, value);

        public ScimObject Build() => _members.Count == 0 ? Empty : new ScimObject([.. _members]);

        private bool Contains(string name)
        {
            if (_members.Count > WalkLimit)
            {
                _names ??= new(_members.Select(member => member.Key), StringComparer.OrdinalIgnoreCase);
                return _names.Contains(name);
            }

            foreach (var member in _members)
            {
                if (string.Equals(member.Key, name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
