using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

/// <summary>Each row of <see cref="VendorQuirks"/> has a fixture: accepted and noted when tolerant, refused when strict.</summary>
public sealed class VendorQuirkTests
{
    public static TheoryData<string> Fixtures() => [.. Json.FixtureNames("quirks")];

    [Fact]
    public void Every_quirk_has_a_fixture() =>
        Assert.Equal(VendorQuirks.All.Select(quirk => quirk.Code).Order(StringComparer.Ordinal), Json.FixtureNames("quirks"));

    [Fact]
    public void Every_quirk_of_the_directory_is_an_exchange() =>
        Assert.All(VendorQuirks.OfDirectory, quirk => Assert.Contains(quirk.Code, Json.FixtureNames("others")));

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_tolerant_server_accepts_it_and_says_so(string code)
    {
        var fixture = Json.Fixture($"quirks/{code}.json");
        var log = new ToleranceLog();

        var (resource, members) = Run(fixture, Dialect.Tolerant, log);

        Assert.Equal(fixture.GetObject("expected"), resource);
        Assert.Equal(
            fixture.GetArray("expectedMembers")?.Select(item => ((ScimString)item).Value) ?? [], members);
        Assert.Contains(log.Entries, entry => entry.Code == code && entry.Message.Length > 10);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_strict_server_does_what_the_standard_says(string code)
    {
        var fixture = Json.Fixture($"quirks/{code}.json");
        if (fixture.GetString("strict") is { } scimType)
        {
            var refused = Assert.Throws<ScimException>(() => Run(fixture, Dialect.Strict, new ToleranceLog()));
            Assert.Equal((400, scimType), (refused.Status, refused.ScimType));
        }
        else
        {
            Assert.Equal(fixture.GetObject("strictExpected"), Run(fixture, Dialect.Strict, new ToleranceLog()).Resource);
        }
    }

    [Fact]
    public void Codes_are_unique() =>
        Assert.Distinct(VendorQuirks.All.Concat(VendorQuirks.OfDirectory).Concat(VendorQuirks.Standard).Select(quirk => quirk.Code));

    private static (ScimObject Resource, IEnumerable<string> Members) Run(ScimObject fixture, Dialect dialect, ToleranceLog log)
    {
        var type = fixture.GetString("type") == "User" ? ScimResourceTypes.User : ScimResourceTypes.Group;
        var body = fixture.GetObject("body")!;
        if (fixture.GetString("request") == "create")
        {
            return (ResourceReader.ReadForCreate(body, type, dialect, log), []);
        }

        if (fixture.GetString("request") == "search")
        {
            var resource = fixture.GetObject("current")!;
            var query = ListQuery.ParseSearchRequest(body, type, dialect, log);
            return (query.Filter is null || FilterEvaluator.Matches(query.Filter, resource) ? resource : ScimObject.Empty, []);
        }

        var operations = PatchRequest.Parse(body, type, dialect, log);
        var plan = GroupPatch.Plan(operations, dialect, log);
        return (
            PatchEngine.Apply(fixture.GetObject("current")!, plan.Attributes, type, dialect, log),
            plan.Members.Select(GroupPatchTests.Describe));
    }
}
