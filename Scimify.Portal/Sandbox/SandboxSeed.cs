namespace Scimify.Portal.Sandbox;

/// <summary>The content of a new sandbox: a small company's Looker before SCIM.</summary>
internal static class SandboxSeed
{
    public const string AdminRole = "2";

    public static void Fill(SandboxWorld world, SandboxOptions options)
    {
        AddRoles(world);
        AddAttributes(world);
        AddGroup(world, "All Users", includeByDefault: true);
        var admins = AddUser(world, "Ada", "Admin", "ada.admin@example.com", roles: [AdminRole]);
        admins.Api3.Add(new SandboxApi3(world.NextId("api3"), options.ClientId, options.ClientSecret, world.Now));
        var analysts = AddGroup(world, "Analysts");
        AddGroup(world, "SAML Finance", mirrored: true);
        AddUser(world, "Olga", "Operator", "olga.operator@example.com", roles: [AdminRole]);
        world.Join(AddUser(world, "Bert", "Baker", "bert.baker@example.com", roles: ["4"]), analysts);
        world.Join(AddUser(world, "Cleo", "Chandler", "cleo_chandler@example.com", roles: ["5"]), analysts);
        AddUser(world, "Dan", "Dormant", "dan.dormant@example.com").IsDisabled = true;
        AddUser(world, "Sam", "Lee", null).Saml = new SandboxSso { Email = "sam.lee@example.com", NameId = "sam.lee@example.com", CreatedAt = world.Now, LoggedInAt = world.Now };
        AddUser(world, "", "", null).IsServiceAccount = true;
        AddUser(world, "Embedded", "Visitor", null).Embed.Add(new SandboxEmbed(world.NextId("embed"), "visitor-1", world.Now));
        AddUser(world, "Lou", "Looker", "support@looker.example").VerifiedLookerEmployee = true;
        world.Save(new SandboxSaml { Id = SandboxSaml.Live, Members = SandboxSamlRules.Defaults() });
        AddContent(world, bert: world.Users["3"], cleo: world.Users["4"]);
        AddSession(world, world.Users["3"]);
    }

    /// <summary>Adds many users and groups without members, for trials of size.</summary>
    public static void AddMany(SandboxWorld world, int users, int groups)
    {
        for (var i = 1; i <= users; i++)
        {
            AddUser(world, $"First{i}", $"Last{i}", $"person{i}@many.example");
        }

        for (var i = 1; i <= groups; i++)
        {
            AddGroup(world, $"Many {i}");
        }
    }

    public static SandboxUser AddUser(SandboxWorld world, string? first, string? last, string? email, string[]? roles = null)
    {
        var user = new SandboxUser { Id = world.NextId("user"), FirstName = first, LastName = last, Locale = "en" };
        user.RoleIds.UnionWith(roles ?? []);
        world.Save(user);
        if (email is not null)
        {
            world.SetEmail(user, new SandboxEmail { Address = email, CreatedAt = world.Now });
        }

        return user;
    }

    public static SandboxGroup AddGroup(SandboxWorld world, string name, bool includeByDefault = false, bool mirrored = false)
    {
        var group = new SandboxGroup { Id = world.NextId("group"), Name = name, IncludeByDefault = includeByDefault, ExternallyManaged = mirrored };
        world.Save(group);
        world.Rename(group, name);
        return group;
    }

    public static void AddSession(SandboxWorld world, SandboxUser user)
    {
        var expires = world.Clock.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'");
        user.Sessions.Add(new SandboxSession(world.NextId("session"), "192.0.2.7", "Chrome", "email", world.Now, expires));
        world.Save(user);
    }

    public static SandboxLook AddLook(SandboxWorld world, string title, SandboxUser owner, bool isPublic = false)
    {
        var look = new SandboxLook { Id = world.NextId("look"), Title = title, UserId = owner.Id, Public = isPublic };
        world.Save(look);
        return look;
    }

    public static SandboxDashboard AddDashboard(SandboxWorld world, string title, SandboxUser owner)
    {
        var dashboard = new SandboxDashboard { Id = world.NextId("dashboard"), Title = title, UserId = owner.Id };
        world.Save(dashboard);
        return dashboard;
    }

    public static SandboxPlan AddPlan(SandboxWorld world, string name, SandboxUser owner, string? lookId = null, string? dashboardId = null)
    {
        var plan = new SandboxPlan { Id = world.NextId("plan"), Name = name, UserId = owner.Id, LookId = lookId, DashboardId = dashboardId };
        world.Save(plan);
        return plan;
    }

    private static void AddContent(SandboxWorld world, SandboxUser bert, SandboxUser cleo)
    {
        var orders = AddLook(world, "Orders by week", bert, isPublic: true);
        AddLook(world, "Returns", bert);
        var sales = AddDashboard(world, "Sales at a glance", bert);
        AddDashboard(world, "Stock", cleo);
        AddPlan(world, "Orders on Monday", bert, lookId: orders.Id);
        AddPlan(world, "Sales every day", cleo, dashboardId: sales.Id);
    }

    private static void AddRoles(SandboxWorld world)
    {
        world.Save(new SandboxRole { Id = AdminRole, Name = "Admin", AllAccess = true, Permissions = ["administer"] });
        world.Save(new SandboxRole { Id = "3", Name = "Developer", Permissions = ["access_data", "explore", "develop"] });
        world.Save(new SandboxRole { Id = "4", Name = "User", Permissions = ["access_data", "explore"] });
        world.Save(new SandboxRole { Id = "5", Name = "Viewer", Permissions = ["access_data"] });
        world.Save(new SandboxRole { Id = "6", Name = "Customer Support Basic", Internal = true });
    }

    private static void AddAttributes(SandboxWorld world)
    {
        Add("email", "Email", "string", system: true);
        Add("first_name", "First Name", "string", system: true);
        Add("last_name", "Last Name", "string", system: true);
        Add("id", "User ID", "number", system: true);
        Add("locale", "Locale", "string", defaultValue: "en");
        Add("department", "Department", "string");
        Add("cost_center", "Cost Center", "number");
        Add("region", "Region", "string", defaultValue: "EMEA");

        void Add(string name, string label, string type, bool system = false, string? defaultValue = null) =>
            world.Save(new SandboxAttribute { Id = world.NextId("attribute"), Name = name, Label = label, Type = type, IsSystem = system, DefaultValue = defaultValue });
    }
}
