namespace Scimify.Core.Scim.Values;

/// <summary>The values that a path selects, for foreach. A struct, because filters ask for them by the million.</summary>
public readonly struct ValuesAt
{
    private readonly ScimValue? _root;
    private readonly string? _sub;

    internal ValuesAt(ScimValue? root, string? sub)
    {
        _root = root;
        _sub = sub;
    }

    public Enumerator GetEnumerator() => new(_root, _sub);

    public struct Enumerator
    {
        private readonly ScimValue? _root;
        private readonly string? _sub;
        private int _next;

        internal Enumerator(ScimValue? root, string? sub)
        {
            _root = root;
            _sub = sub;
        }

        public ScimValue Current { get; private set; } = ScimNull.Instance;

        public bool MoveNext()
        {
            var array = _root as ScimArray;
            var count = array?.Count ?? 1;
            while (_next < count)
            {
                var item = array is null ? _root : array[_next];
                _next++;
                if ((_sub is null ? item : (item as ScimObject)?[_sub]) is { } found and not ScimNull)
                {
                    Current = found;
                    return true;
                }
            }

            return false;
        }
    }
}
