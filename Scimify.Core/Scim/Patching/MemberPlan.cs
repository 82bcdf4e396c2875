using Scimify.Core.Scim.Reading;

namespace Scimify.Core.Scim.Patching;

/// <summary>Joins neighbouring additions, and neighbouring removals: clients send one operation for each member.</summary>
internal sealed class MemberPlan
{
    private readonly List<MemberOperation> _operations = [];
    private readonly List<MemberReference> _added = [];
    private readonly List<string> _removed = [];
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<MemberOperation> Operations
    {
        get
        {
            Flush();
            return _operations;
        }
    }

    public void Add(MemberOperation operation)
    {
        switch (operation)
        {
            case MemberOperation.Add add:
                FlushUnless(_added.Count > 0);
                _added.AddRange(add.Members.Where(member => _seen.Add(member.Value)));
                break;
            case MemberOperation.Remove { MustMatch: false } remove:
                FlushUnless(_removed.Count > 0);
                _removed.AddRange(remove.Values.Where(_seen.Add));
                break;
            default:
                Flush();
                _operations.Add(operation);
                break;
        }
    }

    private void FlushUnless(bool same)
    {
        if (!same)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_added.Count > 0)
        {
            _operations.Add(new MemberOperation.Add([.. _added]));
        }

        if (_removed.Count > 0)
        {
            _operations.Add(new MemberOperation.Remove([.. _removed], MustMatch: false));
        }

        _added.Clear();
        _removed.Clear();
        _seen.Clear();
    }
}
