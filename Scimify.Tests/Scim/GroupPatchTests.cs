using System.Text;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

public sealed class GroupPatchTests
{
    [Theory]
    [InlineData("""{"op":"add","path":"members","value":[{"value":"u1"},{"value":"u2"}]}""", "add u1 u2")]
    [InlineData("""{"op":"add","path":"members","value":[{"$ref":null,"value":"u1"}]}""", "add u1")]
    [InlineData("""{"op":"add","path":"members","value":{"value":"u1"}}""", "add u1")]
    [InlineData("""{"op":"add","path":"members","value":[{"value":"u1"},{"value":"u1"}]}""", "add u1")]
    [InlineData("""{"op":"add","path":"members","value":["u1"]}""", "add u1")]
    [InlineData("""{"op":"add","value":{"members":[{"value":"u1"}]}}""", "add u1")]
    [InlineData("""{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:Group:members","value":[{"value":"u1"}]}""", "add u1")]
    [InlineData("""{"op":"add","path":"members","value":[{"$ref":"https://example.com/v2/Users/u1"}]}""", "add u1")]
    [InlineData("""{"op":"add","path":"members","value":[{"value":"g1","type":"group"}]}""", "add Group:g1")]
    [InlineData("""{"op":"add","path":"members","value":[{"value":"g1","$ref":"../Groups/g1"}]}""", "add Group:g1")]
    [InlineData("""{"op":"add","path":"members","value":[]}""", "")]
    [InlineData("""{"op":"remove","path":"members"}""", "clear")]
    [InlineData("""{"op":"Remove","path":"members","value":null}""", "clear")]
    [InlineData("""{"op":"Remove","path":"members","value":[{"value":"u1"},{"value":"u2"}]}""", "remove u1 u2")]
    [InlineData("""{"op":"Remove","path":"members","value":[]}""", "")]
    [InlineData("""{"op":"remove","path":"members[value eq \"u1\"]"}""", "remove u1")]
    [InlineData("""{"op":"remove","path":"members[value eq \"u1\" or value eq \"u2\"]"}""", "remove u1 u2")]
    [InlineData("""{"op":"remove","path":"members[type eq \"Group\"]"}""", "remove where type eq \"Group\"")]
    [InlineData("""{"op":"remove","path":"members[display co \"x\" and not (value eq \"u1\")]"}""", "remove where display co \"x\" and not (value eq \"u1\")")]
    [InlineData("""{"op":"replace","path":"members","value":[{"value":"u1"}]}""", "replace u1")]
    [InlineData("""{"op":"replace","path":"members","value":[]}""", "clear")]
    [InlineData("""{"op":"replace","path":"members","value":null}""", "clear")]
    [InlineData("""{"op":"replace","value":{"id":"g1","displayName":"Sales","members":[{"value":"u1"}]}}""", "replace u1")]
    [InlineData("""{"op":"replace","value":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"members":[]}}""", "clear")]
    [InlineData("""{"op":"add","path":"members","value":[{"value":"u1"}]},{"op":"add","path":"members","value":[{"value":"u2"}]}""", "add u1 u2")]
    [InlineData("""{"op":"remove","path":"members[value eq \"u1\"]"},{"op":"add","path":"members","value":[{"value":"u2"}]},{"op":"remove","path":"members[value eq \"u2\"]"}""", "remove u1; add u2; remove u2")]
    public void Operations_on_members_become_a_plan(string operations, string plan) => Assert.Equal(plan, Plan(operations));

    [Theory]
    [InlineData("""{"op":"replace","path":"members[value eq \"u1\"].value","value":"u2"}""", "mutability")]
    [InlineData("""{"op":"replace","path":"members[value eq \"u1\"]","value":{"value":"u2"}}""", "mutability")]
    [InlineData("""{"op":"add","path":"members.value","value":"u2"}""", "mutability")]
    [InlineData("""{"op":"add","path":"members","value":[{"display":"Barbara"}]}""", "invalidValue")]
    [InlineData("""{"op":"add","path":"members","value":[{"type":"User"}]}""", "invalidValue")]
    [InlineData("""{"op":"add","path":"members","value":[{"value":"u1","type":"Robot"}]}""", "invalidValue")]
    [InlineData("""{"op":"add","path":"members","value":[{"value":true}]}""", "invalidValue")]
    [InlineData("""{"op":"remove","path":"members[nobody eq \"u1\"]"}""", "invalidFilter")]
    [InlineData("""{"op":"remove","path":"members[value eq u1]"}""", "invalidFilter")]
    [InlineData("""{"op":"remove","path":"members[value eq \"u1\"]x"}""", "invalidPath")]
    public void What_cannot_be_done_to_a_member_is_refused(string operation, string scimType) =>
        Assert.Equal(scimType, Assert.Throws<ScimException>(() => Plan(operation)).ScimType);

    [Fact]
    public void What_is_not_about_members_stays_for_the_document()
    {
        var plan = GroupPatch.Plan(
            Parse("""{"op":"replace","value":{"id":"g1","displayName":"Sales EMEA","members":[{"value":"u1"}]}}"""),
            Dialect.Tolerant,
            new ToleranceLog());

        Assert.Equal("displayName", Assert.Single(plan.Attributes).Path.ToString());
    }

    [Fact]
    public void A_strict_server_asks_that_a_removed_member_be_there()
    {
        var operations = PatchRequest.Parse(
            Body("""{"op":"remove","path":"members[value eq \"u1\"]"}"""), ScimResourceTypes.Group, Dialect.Strict, new ToleranceLog());

        var remove = Assert.IsType<MemberOperation.Remove>(
            Assert.Single(GroupPatch.Plan(operations, Dialect.Strict, new ToleranceLog()).Members));

        Assert.True(remove.MustMatch);
    }

    [Fact]
    public void Ten_thousand_single_additions_become_one()
    {
        var operations = new StringBuilder();
        for (var i = 0; i < 10_000; i++)
        {
            operations.Append(i == 0 ? "" : ",").Append($$"""{"op":"Add","path":"members","value":[{"value":"u{{i}}"}]}""");
        }

        var plan = GroupPatch.Plan(Parse(operations.ToString()), Dialect.Tolerant, new ToleranceLog());

        Assert.Equal(10_000, Assert.IsType<MemberOperation.Add>(Assert.Single(plan.Members)).Members.Count);
    }

    internal static string Describe(MemberOperation operation) => operation switch
    {
        MemberOperation.Add add => "add " + Names(add.Members),
        MemberOperation.Remove remove => "remove " + string.Join(' ', remove.Values),
        MemberOperation.RemoveWhere where => "remove where " + where.Filter,
        MemberOperation.Clear => "clear",
        MemberOperation.ReplaceAll replace => "replace " + Names(replace.Members),
        _ => throw new InvalidOperationException(),
    };

    private static string Names(IEnumerable<MemberReference> members) =>
        string.Join(' ', members.Select(member => member.IsGroup ? "Group:" + member.Value : member.Value));

    private static string Plan(string operations) =>
        string.Join("; ", GroupPatch.Plan(Parse(operations), Dialect.Tolerant, new ToleranceLog()).Members.Select(Describe));

    private static IReadOnlyList<PatchOperation> Parse(string operations) =>
        PatchRequest.Parse(Body(operations), ScimResourceTypes.Group, Dialect.Tolerant, new ToleranceLog());

    private static ScimObject Body(string operations) =>
        Json.Object($$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operations}}]}""");
}
