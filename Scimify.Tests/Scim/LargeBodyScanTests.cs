using System.Text;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

/// <summary>A large body with too many values is refused before it is parsed, with the answer that a small one gets.</summary>
public sealed class LargeBodyScanTests
{
    /// <summary>Room for the exception and its sentence.</summary>
    private const long MostAllocated = 16 * 1024;

    private static readonly ScimResourceType User = ScimResourceTypes.User;

    [Theory]
    [InlineData("""{"userName":"jane","emails":[*101]}""")]
    [InlineData("""{"userName":"jane","EMAILS":[*101]}""")]
    [InlineData("""{"userName":"jane","emails":[null,*101]}""")]
    [InlineData("""{"userName":"jane","emails":[*101],"phoneNumbers":[*102]}""")]
    [InlineData("""{"userName":"jane","phoneNumbers":[*102],"emails":[*3]}""")]
    [InlineData("""{"userName":"jane","emails":[*101]""")]
    [InlineData("""{"userName":"jane","emails":[*101]} {}""")]
    [InlineData("""{"userName":"jane","emails":[*101,]}""")]
    [InlineData("\uFEFF{\"userName\":\"jane\",\"emails\":[*101]}")]
    public void A_resource_is_refused_as_if_it_had_been_parsed(string body)
    {
        var utf8 = Body(body);
        Same(() => ResourceReader.ReadForCreate(ScimJson.ParseObject(utf8), User, Dialect.Tolerant, new()), () => LargeBodyScan.RequireResource(utf8, User));
    }

    [Theory]
    [InlineData("""{"userName":"jane","emails":[*100]}""")]
    [InlineData("""{"userName":"jane","emails":[*100,null]}""")]
    [InlineData("""{"userName":"jane","groups":[*101]}""")]
    [InlineData("""{"userName":"jane","nobodyKnows":[*101]}""")]
    [InlineData("""{"userName":"jane","name":{"emails":[*101]}}""")]
    [InlineData("""{"userName":"jane","emails":[{"value":"a@example.com","type":[*101]}]}""")]
    [InlineData("[]")]
    public void What_a_resource_may_have_is_left_to_the_parser(string body) => LargeBodyScan.RequireResource(Body(body), User);

    [Fact]
    public void Members_are_as_many_as_a_group_has() => LargeBodyScan.RequireResource(Body("""{"displayName":"Sales","members":[*5000]}"""), ScimResourceTypes.Group);

    [Theory]
    [InlineData("""{"op":"replace","path":"emails","value":[*101]}""")]
    [InlineData("""{"value":[*101],"path":"emails","op":"Add"}""")]
    [InlineData("""{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User:emails","value":[*101]}""")]
    [InlineData("""{"op":"replace","value":{"title":"x","emails":[*101]}}""")]
    [InlineData("""{"op":"replace","path":"","value":{"emails":[*101]}}""")]
    public void A_PATCH_is_refused_as_if_it_had_been_applied(string operation)
    {
        var utf8 = Patch(operation);
        Same(() => Applied(utf8), () => LargeBodyScan.RequirePatch(utf8, User));
    }

    [Theory]
    [InlineData("""{"op":"replace","path":"emails","value":[*100]}""")]
    [InlineData("""{"op":"remove","path":"emails","value":[*101]}""")]
    [InlineData("""{"op":"replace","path":"nobodyKnows","value":[*101]}""")]
    [InlineData("""{"op":"replace","path":"name","value":{"emails":[*101]}}""")]
    public void What_a_PATCH_may_do_is_left_to_the_parser(string operation)
    {
        LargeBodyScan.RequirePatch(Patch(operation), User);
        Assert.NotNull(Applied(Patch(operation)));
    }

    [Theory]
    [InlineData("Operations")]
    [InlineData("operations")]
    public void More_than_ten_thousand_operations_are_refused_with_413(string name)
    {
        const string Operation = """{"op":"replace","path":"title","value":"x"}""";
        var utf8 = Encoding.UTF8.GetBytes($$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"{{name}}":[{{Repeated(Operation, PatchRequest.MaxOperations + 1)}}]}""");
        Same(() => PatchRequest.Parse(ScimJson.ParseObject(utf8), User, Dialect.Tolerant, new()), () => LargeBodyScan.RequirePatch(utf8, User));
        Same(() => PatchRequest.Parse(ScimJson.ParseObject(utf8), ScimResourceTypes.Group, Dialect.Tolerant, new()), () => LargeBodyScan.RequirePatch(utf8, null));
    }

    [Fact]
    public void A_bulk_request_with_too_many_operations_is_refused_with_413()
    {
        var utf8 = Encoding.UTF8.GetBytes(
            $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{{Repeated("""{"method":"DELETE","path":"/Users/1"}""", Discovery.MaxBulkOperations + 1)}}]}""");
        Same(() => BulkMessage.Parse(ScimJson.ParseObject(utf8), Dialect.Tolerant, new()), () => LargeBodyScan.RequireBulk(utf8));
    }

    [Fact]
    public void Refusing_three_megabytes_takes_next_to_no_memory()
    {
        var resource = Body("""{"userName":"jane","emails":[*100000]}""");
        var patch = Patch("""{"op":"replace","path":"emails","value":[*100000]}""");
        Assert.InRange(resource.Length, 3_000_000, int.MaxValue);
        Refusal(() => LargeBodyScan.RequireResource(resource, User));
        Refusal(() => LargeBodyScan.RequirePatch(patch, User));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(() => LargeBodyScan.RequireResource(resource, User));
        Refusal(() => LargeBodyScan.RequirePatch(patch, User));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 2 * MostAllocated);
    }

    private static void Same(Action parsed, Action scanned)
    {
        var (expected, actual) = (Refusal(parsed), Refusal(scanned));
        Assert.Equal((expected.Status, expected.ScimType, expected.Detail), (actual.Status, actual.ScimType, actual.Detail));
    }

    private static ScimException Refusal(Action action) => Assert.Throws<ScimException>(action);

    private static ScimObject Applied(ReadOnlyMemory<byte> patch) => PatchEngine.Apply(
        ScimJson.ParseObject("""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"jane"}"""u8.ToArray()),
        PatchRequest.Parse(ScimJson.ParseObject(patch), User, Dialect.Tolerant, new()), User, Dialect.Tolerant, new());

    private static ReadOnlyMemory<byte> Patch(string operation) =>
        Body($$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"x"},{{operation}}]}""");

    /// <summary>A star with a number stands for as many different values.</summary>
    private static ReadOnlyMemory<byte> Body(string text)
    {
        foreach (var count in (int[])[100_000, 5_000, 102, 101, 100, 3])
        {
            text = text.Replace($"*{count}", string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"value":"user{{i}}@many.example"}""")), StringComparison.Ordinal);
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static string Repeated(string text, int times) => string.Join(',', Enumerable.Repeat(text, times));
}
