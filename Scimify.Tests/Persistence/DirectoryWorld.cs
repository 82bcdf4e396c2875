using System.Text;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;
using Scimify.Portal.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

/// <summary>The directory's services on either database, with one integration and no Looker.</summary>
internal sealed class DirectoryWorld : IAsyncDisposable
{
    private readonly TestDatabase _test;

    private DirectoryWorld(TestDatabase test, ProvisioningTarget target)
    {
        _test = test;
        Target = target;
        Store = new DirectoryStore(test.Database, DirectoryLimits.Default);
        Users = new UserService(Store, TimeProvider.System);
        Groups = new GroupService(Store, TimeProvider.System);
    }

    public ScimifyDatabase Database => _test.Database;

    /// <summary>For a second server on the same database; null on SQLite.</summary>
    public string? PostgresConnectionString => _test.PostgresConnectionString;

    public ProvisioningTarget Target { get; }

    /// <summary>The policies of the requests to come.</summary>
    public IntegrationPolicies Policies { get; set; } = new();

    public DirectoryStore Store { get; }

    public UserService Users { get; }

    public GroupService Groups { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<DirectoryWorld> CreateAsync(DatabaseProvider provider)
    {
        var test = await TestDatabase.CreateAsync(provider);
        var target = await test.Database.WriteAsync(
            session =>
            {
                var organization = new Organization { Id = Guid.NewGuid(), Name = "Acme" };
                session.Context.Organizations.Add(organization);
                session.Context.SaveChanges();
                var integration = new Integration
                {
                    Id = Guid.NewGuid(),
                    OrganizationKey = organization.Key,
                    Name = "Production",
                    BaseUrl = "https://looker.example.com",
                    ClientId = "client",
                    ProtectedClientSecret = "unused",
                    GroupDescription = "unused",
                };
                session.Context.Integrations.Add(integration);
                session.Context.SaveChanges();
                return new ProvisioningTarget(organization.Key, integration.Key, integration.Id, IntegrationMode.Live, new IntegrationPolicies(), "unused");
            },
            Ct);
        return new(test, target);
    }

    public ScimRequest Request(GuardBasis? basis = null) => new()
    {
        GuardBasis = basis ?? new GuardBasis(),
        Id = Guid.NewGuid(),
        Target = Target with { Policies = Policies },
        Method = "POST",
        At = TimeProvider.System.GetUtcNow(),
        StartedAt = TimeProvider.System.GetTimestamp(),
        Clock = TimeProvider.System,
    };

    public static ScimObject Json(string text) => ScimJson.ParseObject(Encoding.UTF8.GetBytes(text));

    public async Task<Guid> UserAsync(string json) => (await Users.CreateAsync(Request(), Json(json), Ct)).User!.Row.Id;

    public async Task<Guid> GroupAsync(string displayName, params IEnumerable<Guid> members) => (await Groups.CreateAsync(
        Request(),
        ScimObject.Of(
            ("displayName", new ScimString(displayName)),
            ("members", ScimArray.From(members.Select(id => (ScimValue)ScimObject.Of(("value", new ScimString(id.ToString("D")))))))),
        Ct)).Group!.Row.Id;

    public static Filter? Filter(string? text, ScimResourceType? type = null) =>
        text is null ? null : FilterBinder.Bind(FilterParser.Parse(text), type ?? ScimResourceTypes.User, Dialect.Tolerant);

    public static AttributePath? SortBy(string? text, ScimResourceType? type = null) => text is null
        ? null
        : ListQuery.Parse(name => name == "sortBy" ? text : null, type ?? ScimResourceTypes.User, Dialect.Tolerant).SortBy;

    public Task<ListPage<UserView>> ListAsync(
        Filter? filter, string? sortBy = null, bool descending = false, int start = 1, int count = 1000, long? after = null) =>
        Store.ReadAsync(
            Target.IntegrationKey,
            reader => reader.ListUsers(Target.IntegrationKey, new(filter, SortBy(sortBy), descending, start, count, after)), Ct).AsTask();

    /// <summary>Every user as a client sees it, in the order of creation.</summary>
    public async Task<IReadOnlyList<(long Key, ScimObject Resource)>> AllAsync()
    {
        var all = await ListAsync(null);
        return await Store.ReadAsync<IReadOnlyList<(long, ScimObject)>>(
            Target.IntegrationKey,
            reader => [.. all.Items.Select(user => (user.Key, ResourceJson.UserObject(user, reader.GroupsOf(user.Key), Projection.Default(ScimResourceTypes.User), "https://scim.example")))], Ct);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();
}
