using Microsoft.AspNetCore.Authorization;
using Scimify.Portal.CommandLine;
using Scimify.Portal.CommandLine.AsCode;
using Scimify.Tests.Endpoints.Api;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.AsCode;

/// <summary>What a file may say, and how it is told what is wrong with it. No server is asked.</summary>
public sealed class ConfigurationFileTests : IDisposable
{
    private static readonly string SchemaFile = Path.Combine(Repository.Root, "docs", "scimify.schema.json");

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("version: 1\nintegration: []", "scimify.yaml:2: integration is unknown; expected is one of version, integrations, ")]
    [InlineData("people: []", "scimify.yaml:1: version is required.")]
    [InlineData("version: 2", "scimify.yaml:1: version must be 1.")]
    [InlineData("version: \"1\"", "scimify.yaml:1: version must be 1.")]
    [InlineData("version: 1\npeople:", "scimify.yaml:2: people must not be null.")]
    [InlineData("version: 1\npeople:\n  - email: a@example.com\n    role: Boss", "scimify.yaml:4: people[0].role must be one of Auditor, TokenManager, Operator, Owner.")]
    [InlineData("version: 1\npeople:\n  - email: 7\n    role: Owner", "scimify.yaml:3: people[0].email must be a string.")]
    [InlineData("version: 1\npeople:\n  - role: Owner", "scimify.yaml:3: people[0].email is required.")]
    [InlineData("version: 1\npeople: [ada]", "scimify.yaml:2: people[0] must be an object.")]
    [InlineData("version: 1\nintegrations:\n  - name: P\n    policies:\n      deletionGuard:\n        maxPercent: 101", "scimify.yaml:6: integrations[0].policies.deletionGuard.maxPercent must be a whole number from 0 to 100.")]
    [InlineData("version: 1\nintegrations:\n  - name: P\n    mappings:\n      groups:\n        - roles: [User]", "scimify.yaml:6: integrations[0].mappings.groups[0].group is required.")]
    [InlineData("version: 1\nintegrations:\n  - name: P\n    uuid: 5f2c1b0e-7a52-4d0f-9b8e-2f9d4d1c6a10", "scimify.yaml:4: integrations[0].uuid is unknown;")]
    [InlineData("version: 1\nwebhooks:\n  - url: https://hooks.example.com\n    events: [everything]", "scimify.yaml:4: webhooks[0].events must be an array of one or more of changes.held,")]
    [InlineData("version: 1\npeople:\n  - { email: a@example.com, role: Auditor, breakGlass: true }", "scimify.yaml:3: people[0].breakGlass can be true for the role Owner only.")]
    [InlineData("version: 1\npeople: &p []", "scimify.yaml:2: The file has an anchor or an alias.")]
    [InlineData("", "scimify.yaml:1: The file must have members such as version and integrations.")]
    [InlineData("- version: 1", "scimify.yaml:1: The file must have members such as version and integrations.")]
    public async Task What_is_wrong_is_said_with_file_line_member_and_what_was_expected(string yaml, string message) =>
        Assert.Contains(message, await ProblemAsync(yaml), StringComparison.Ordinal);

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_in_the_order_of_the_file()
    {
        var problem = await ProblemAsync("version: 1\npeople:\n  - email: a@example.com\n    role: Boss\nproviders:\n  - nam: Okta\nwebhooks: 7\n");

        Assert.Equal(["scimify.yaml:4:", "scimify.yaml:6:", "scimify.yaml:6:", "scimify.yaml:7:"], problem.Split(Environment.NewLine).Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task An_object_in_the_place_of_a_list_is_one_mistake() =>
        Assert.Equal("scimify.yaml:2: people must be an array of at most 5000 objects.", await ProblemAsync("version: 1\npeople: {}\n"));

    [Theory]
    [InlineData("clientSecret: canary-secret")]
    [InlineData("clientSecret: {env: A, file: canary-secret}")]
    [InlineData("clientSecret: {value: canary-secret}")]
    [InlineData("clientSecret: {env: ''}")]
    [InlineData("clientSecret: [canary-secret]")]
    [InlineData("clientSecret: 4711")]
    public async Task A_secret_has_no_place_in_the_file_and_is_never_repeated(string member)
    {
        var problem = await ProblemAsync($"version: 1\nintegrations:\n  - name: P\n    {member}");

        Assert.Equal("scimify.yaml:4: integrations[0].clientSecret must be { env: NAME } or { file: PATH }. A secret has no place in the file.", problem);
    }

    [Fact]
    public async Task A_file_has_a_bounded_size()
    {
        var path = Path.Combine(_folder.Path, "scimify.yaml");
        await File.WriteAllTextAsync(path, new string('#', ConfigurationDocument.MaxBytes + 1), Ct);

        var refused = await Assert.ThrowsAsync<VerbException>(() => ConfigurationDocument.ReadAsync(path, Ct));

        Assert.EndsWith("scimify.yaml has more than 4 MiB", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        var path = Path.Combine(_folder.Path, "scimify.yaml");
        await File.WriteAllBytesAsync(path, [0x61, 0x3a, 0xff], Ct);

        Assert.EndsWith("is not UTF-8", (await Assert.ThrowsAsync<VerbException>(() => ConfigurationDocument.ReadAsync(path, Ct))).Message, StringComparison.Ordinal);
    }

    /// <summary>Names of a file go to a terminal.</summary>
    [Theory]
    [InlineData("\\e[2Jx", "?[2Jx is unknown")]
    [InlineData("\\u202Ex", "?x is unknown")]
    public async Task A_name_neither_moves_the_cursor_nor_turns_the_text(string name, string shown) => Assert.Contains($" {shown}", await ProblemAsync($"version: 1\n\"{name}\": 1\n"), StringComparison.Ordinal);

    [Fact]
    public async Task The_published_schema_is_that_of_the_program() => Assert.Equal(ConfigurationSchema.Text, await File.ReadAllTextAsync(SchemaFile, Ct));

    /// <summary>Writes the published schema. Run it after a change of <see cref="ConfigurationFile"/>.</summary>
    [Fact(Explicit = true)]
    public async Task WriteSchema() => await File.WriteAllTextAsync(SchemaFile, ConfigurationSchema.Text, Ct);

    [Fact]
    public async Task The_schema_is_shipped_with_the_program()
    {
        var shipped = await VerbRun.RunAsync(new Dictionary<string, string?>(), ["export", "schema"], ct: Ct);

        Assert.Equal((0, ConfigurationSchema.Text.TrimEnd('\n'), ""), (shipped.ExitCode, shipped.Output, shipped.Errors));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> ProblemAsync(string yaml)
    {
        var path = Path.Combine(_folder.Path, "scimify.yaml");
        await File.WriteAllTextAsync(path, yaml, Ct);
        return (await Assert.ThrowsAsync<VerbException>(() => ConfigurationDocument.ReadAsync(path, Ct))).Message;
    }
}

/// <summary>The routes of configuration as code are those of the server, and ask for the permissions that messages name.</summary>
public sealed class ConfigurationRouteTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    [Fact]
    public void Every_route_exists_and_has_the_permission_that_is_told()
    {
        var served = Endpoints.Api.ApiRoutes.Of(world).SelectMany(endpoint => Endpoints.Api.ApiRoutes.NamesOf(endpoint)
            .Select(name => (Name: name, Policies: endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>().ToList())))
            .ToDictionary(route => route.Name, route => route.Policies);
        var used = Portal.CommandLine.AsCode.ApiRoutes.All;

        Assert.True(used.Count > 40, $"only {used.Count} routes");
        Assert.All(used, route => Assert.Equal([route.Permission.ToString()], served[route.ToString()]));
    }
}
