using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Scimify.Portal.Sandbox;

/// <summary>The state of one Looker, with its indexes. Use it only under the sandbox's lock.</summary>
internal sealed class SandboxWorld(TimeProvider clock)
{
    public const string AllUsers = "1";

    private readonly Dictionary<string, long> _lastIds = [];
    private readonly Dictionary<string, string> _userOfEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _groupOfName = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, SandboxUser> Users { get; } = [];

    public Dictionary<string, SandboxGroup> Groups { get; } = [];

    public Dictionary<string, SandboxRole> Roles { get; } = [];

    public Dictionary<string, SandboxAttribute> Attributes { get; } = [];

    public Dictionary<string, SandboxLook> Looks { get; } = [];

    public Dictionary<string, SandboxDashboard> Dashboards { get; } = [];

    public Dictionary<string, SandboxPlan> Plans { get; } = [];

    /// <summary>The live SAML configuration and the test configurations.</summary>
    public Dictionary<string, SandboxSaml> Saml { get; } = [];

    /// <summary>What has changed since the journal was last written: kind and ID.</summary>
    public HashSet<(string Kind, string Id)> Touched { get; } = [];

    public IReadOnlyDictionary<string, long> LastIds => _lastIds;

    public SandboxSaml LiveSaml => Saml[SandboxSaml.Live];

    public string Now => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", CultureInfo.InvariantCulture);

    public TimeProvider Clock => clock;

    /// <summary>IDs are never used twice, not even those of deleted objects.</summary>
    public string NextId(string kind)
    {
        _lastIds[kind] = _lastIds.GetValueOrDefault(kind) + 1;
        return _lastIds[kind].ToString(CultureInfo.InvariantCulture);
    }

    public void NoteId(string kind, long id) => _lastIds[kind] = Math.Max(_lastIds.GetValueOrDefault(kind), id);

    /// <summary>Adds an object, or notes that it changed.</summary>
    public void Save(SandboxObject item)
    {
        switch (item)
        {
            case SandboxUser user: Users[user.Id] = user; break;
            case SandboxGroup group: Groups[group.Id] = group; break;
            case SandboxRole role: Roles[role.Id] = role; break;
            case SandboxAttribute attribute: Attributes[attribute.Id] = attribute; break;
            case SandboxLook look: Looks[look.Id] = look; break;
            case SandboxDashboard dashboard: Dashboards[dashboard.Id] = dashboard; break;
            case SandboxPlan plan: Plans[plan.Id] = plan; break;
            case SandboxSaml saml: Saml[saml.Id] = saml; break;
            default: throw new ArgumentOutOfRangeException(nameof(item));
        }

        if (item.Number != long.MaxValue)
        {
            NoteId(KindOf(item), item.Number);
        }

        Touched.Add((KindOf(item), item.Id));
    }

    public void Delete(SandboxObject item)
    {
        switch (item)
        {
            case SandboxUser user: Forget(user); break;
            case SandboxGroup group: Forget(group); break;
            case SandboxPlan plan: Plans.Remove(plan.Id); break;
            case SandboxSaml saml: Saml.Remove(saml.Id); break;
            default: throw new ArgumentOutOfRangeException(nameof(item));
        }

        Touched.Add((KindOf(item), item.Id));
    }

    public static string KindOf(SandboxObject item) => item switch
    {
        SandboxUser => "user",
        SandboxGroup => "group",
        SandboxRole => "role",
        SandboxAttribute => "attribute",
        SandboxLook => "look",
        SandboxDashboard => "dashboard",
        SandboxPlan => "plan",
        SandboxSaml => "saml",
        _ => throw new ArgumentOutOfRangeException(nameof(item)),
    };

    public SandboxObject? Find(string kind, string id) => kind switch
    {
        "user" => Users.GetValueOrDefault(id),
        "group" => Groups.GetValueOrDefault(id),
        "role" => Roles.GetValueOrDefault(id),
        "attribute" => Attributes.GetValueOrDefault(id),
        "look" => Looks.GetValueOrDefault(id),
        "dashboard" => Dashboards.GetValueOrDefault(id),
        "plan" => Plans.GetValueOrDefault(id),
        "saml" => Saml.GetValueOrDefault(id),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public IEnumerable<SandboxObject> Everything() =>
        [.. Groups.Values, .. Users.Values, .. Roles.Values, .. Attributes.Values, .. Looks.Values, .. Dashboards.Values, .. Plans.Values, .. Saml.Values];

    public bool TryFindByEmail(string email, [NotNullWhen(true)] out SandboxUser? user)
    {
        user = _userOfEmail.TryGetValue(email, out var id) ? Users[id] : null;
        return user is not null;
    }

    /// <summary>Adds, changes or (null) removes the e-mail credential.</summary>
    public void SetEmail(SandboxUser user, SandboxEmail? email)
    {
        if (user.Email is { } old)
        {
            _userOfEmail.Remove(old.Address);
        }

        user.Email = email;
        if (email is not null)
        {
            _userOfEmail[email.Address] = user.Id;
        }
    }

    public bool TryFindGroup(string name, [NotNullWhen(true)] out SandboxGroup? group)
    {
        group = _groupOfName.TryGetValue(name, out var id) ? Groups[id] : null;
        return group is not null;
    }

    public void Rename(SandboxGroup group, string name)
    {
        _groupOfName.Remove(group.Name);
        group.Name = name;
        _groupOfName[name] = group.Id;
    }

    public void Join(SandboxUser user, SandboxGroup group)
    {
        user.GroupIds.Add(group.Id);
        group.MemberIds.Add(user.Id);
        Save(user);
    }

    public void Leave(SandboxUser user, SandboxGroup group)
    {
        user.GroupIds.Remove(group.Id);
        group.MemberIds.Remove(user.Id);
        Save(user);
    }

    public static bool IsMember(SandboxUser user, SandboxGroup group) => group.Id == AllUsers || group.MemberIds.Contains(user.Id);

    /// <summary>Direct groups, and the groups that contain them.</summary>
    public HashSet<string> AllGroupsOf(SandboxUser user)
    {
        var all = new HashSet<string>(user.GroupIds) { AllUsers };
        if (Groups.Values.Any(g => g.ChildIds.Count > 0))
        {
            while (Groups.Values.Where(g => !all.Contains(g.Id) && g.ChildIds.Overlaps(all)).ToList() is { Count: > 0 } parents)
            {
                all.UnionWith(parents.Select(p => p.Id));
            }
        }

        return all;
    }

    /// <summary>Direct roles and those of the groups.</summary>
    public IEnumerable<string> RolesOf(SandboxUser user)
    {
        var groups = Roles.Values.Any(r => r.GroupIds.Count > 0) ? AllGroupsOf(user) : null;
        if (!user.RolesFromNormalGroups)
        {
            groups?.RemoveWhere(id => !Groups[id].ExternallyManaged);
        }

        return Roles.Values.Where(r => user.RoleIds.Contains(r.Id) || (groups is not null && r.GroupIds.Overlaps(groups))).OrderBy(r => r.Number).Select(r => r.Id);
    }

    public bool IsAdmin(SandboxUser user) => RolesOf(user).Any(id => Roles[id].AllAccess);

    /// <summary>Builds the indexes again after the objects were loaded.</summary>
    public void Index()
    {
        _userOfEmail.Clear();
        _groupOfName.Clear();
        foreach (var group in Groups.Values)
        {
            _groupOfName[group.Name] = group.Id;
            group.MemberIds.Clear();
        }

        foreach (var user in Users.Values)
        {
            if (user.Email is { } email)
            {
                _userOfEmail[email.Address] = user.Id;
            }

            foreach (var group in user.GroupIds)
            {
                Groups[group].MemberIds.Add(user.Id);
            }
        }
    }

    private void Forget(SandboxUser user)
    {
        SetEmail(user, null);
        foreach (var group in user.GroupIds)
        {
            Groups[group].MemberIds.Remove(user.Id);
        }

        Trash(user);
        Users.Remove(user.Id);
    }

    /// <summary>What happens to a deleted person's content: it goes to the trash, and schedules of the person or the content are deleted.</summary>
    private void Trash(SandboxUser user)
    {
        foreach (var content in Looks.Values.Concat<SandboxContent>(Dashboards.Values).Where(c => c.UserId == user.Id))
        {
            content.Deleted = true;
            Touched.Add((KindOf(content), content.Id));
        }

        bool IsTheirs(SandboxContent? content) => content?.UserId == user.Id;
        foreach (var plan in Plans.Values
            .Where(p => p.UserId == user.Id || IsTheirs(Looks.GetValueOrDefault(p.LookId ?? "")) || IsTheirs(Dashboards.GetValueOrDefault(p.DashboardId ?? ""))).ToList())
        {
            Delete(plan);
        }
    }

    private void Forget(SandboxGroup group)
    {
        foreach (var id in group.MemberIds.ToArray())
        {
            Leave(Users[id], group);
        }

        foreach (var parent in Groups.Values.Where(g => g.ChildIds.Remove(group.Id)))
        {
            Touched.Add(("group", parent.Id));
        }

        foreach (var role in Roles.Values.Where(r => r.GroupIds.Remove(group.Id)))
        {
            Touched.Add(("role", role.Id));
        }

        _groupOfName.Remove(group.Name);
        Groups.Remove(group.Id);
    }
}
