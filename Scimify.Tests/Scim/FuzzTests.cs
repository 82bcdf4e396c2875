using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

/// <summary>
/// Whatever the input, a reader returns a result or throws a <see cref="ScimException"/> with a 4xx status.
/// SCIMIFY_FUZZ_CASES sets the number of cases.
/// </summary>
public sealed class FuzzTests
{
    private static readonly int Cases =
        int.TryParse(Environment.GetEnvironmentVariable("SCIMIFY_FUZZ_CASES"), CultureInfo.InvariantCulture, out var cases) ? cases : 300;

    private static readonly Config Bounded = Config.QuickThrowOnFailure.WithMaxTest(Cases);

    private static readonly string[] Corpus =
    [
        .. Json.FixtureNames("quirks").Select(name => ScimJson.ToText(Json.Fixture($"quirks/{name}.json").GetObject("body")!)),
        .. Json.FixtureNames("rfc7643").Select(name => ScimJson.ToText(Json.Fixture($"rfc7643/{name}.json"))),
        """{"Operations":[{"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"bulkId:a"}}]}""",
        """{"filter":"emails[type eq \"work\"] and not (title pr)","sortBy":"emails","count":1,"attributes":["name.familyName"]}""",
    ];

    private static readonly string[] Pieces =
    [
        "userName", "emails", "[", "]", "(", ")", " and ", " or ", "not ", " eq ", " pr", " gt ", "\"", "\\", "true", "null", "1e5", ".", ":",
        "urn:ietf:params:scim:schemas:core:2.0:User:", "type", "value", "primary", " ", "$ref", "members", "\\u00e9", "é", "\ud83d\ude00", "-", "0",
    ];

    private static readonly Gen<byte[]> MutatedBodies =
        from body in Gen.Elements(Corpus)
        from edits in Gen.ListOf(Gen.Choose(0, int.MaxValue), 6)
        select Mutate(Encoding.UTF8.GetBytes(body), [.. edits]);

    private static readonly Gen<string> FilterTexts =
        from pieces in Gen.ListOf(Gen.Elements(Pieces))
        select string.Concat(pieces);

    [Fact]
    public void Mutated_requests_are_read_or_refused() => Check.One(Bounded, Prop.ForAll(MutatedBodies.ToArbitrary(), ReadsOrRefuses));

    [Fact]
    public void Any_bytes_are_read_or_refused() => Check.One(Bounded, Prop.ForAll<byte[]>(bytes => ReadsOrRefuses(bytes ?? [])));

    [Fact]
    public void Any_text_is_a_filter_or_refused() => Check.One(Bounded, Prop.ForAll(FilterTexts.ToArbitrary(), text => Holds(() =>
    {
        var filter = FilterParser.Parse(text);
        Assert.Equal(filter, FilterParser.Parse(filter.ToString()));
        FilterEvaluator.Matches(
            FilterBinder.Bind(filter, ScimResourceTypes.User, Dialect.Tolerant), Json.Object("""{"userName":"b","emails":[{"type":"work"}]}"""));
    })));

    [Fact]
    public void Any_text_is_a_path_or_refused() => Check.One(Bounded, Prop.ForAll(FilterTexts.ToArbitrary(), text => Holds(() =>
        PatchRequest.Parse(
            ScimObject.Of(("Operations", ScimArray.Of(ScimObject.Of(
                ("op", new ScimString("replace")), ("path", new ScimString(text)), ("value", new ScimString("x")))))),
            ScimResourceTypes.User,
            Dialect.Tolerant,
            new ToleranceLog()))));

    [Fact]
    public void Any_filter_printed_and_parsed_again_is_equal() =>
        Check.One(Bounded, Prop.ForAll(Filters(4).ToArbitrary(), filter => filter.Equals(FilterParser.Parse(filter.ToString()))));

    private static Gen<Filter> Filters(int depth)
    {
        var path = Gen.Elements("userName", "name.familyName", "not", "urn:ietf:params:scim:schemas:core:2.0:User:emails.value")
            .Select(text => AttributePath.TryParse(text, out var read) ? read : throw new InvalidOperationException(text));
        var literal = Gen.OneOf<ScimValue>(
            Gen.Elements("", "x", "\"\\\n\u2028", "é \ud83d\ude00 </a>").Select(text => (ScimValue)new ScimString(text)),
            Gen.Elements<ScimValue>(ScimBoolean.True, ScimBoolean.False, ScimNull.Instance),
            Gen.Choose(-1000, 1000).Select(number => (ScimValue)ScimNumber.Of(number)));
        var comparison = from p in path from o in Gen.Elements(Enum.GetValues<ComparisonOperator>()) from l in literal select (Filter)new Comparison(p, o, l);
        var leaf = Gen.OneOf(comparison, path.Select(p => (Filter)new Present(p)));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Filters(depth - 1);
        var terms = from count in Gen.Choose(2, 3) from items in Gen.ListOf(inner, count) select items.ToArray();
        return Gen.OneOf(
            leaf,
            inner.Select(filter => (Filter)new Not(filter)),
            terms.Select(items => (Filter)new And(items)),
            terms.Select(items => (Filter)new Or(items)),
            from p in path from f in leaf select (Filter)new ValuePath(p, f));
    }

    private static bool ReadsOrRefuses(byte[] utf8)
    {
        ScimObject? read = null;
        Holds(() => read = ScimJson.ParseObject(utf8));
        if (read is not { } body)
        {
            return true;
        }

        foreach (var dialect in new[] { Dialect.Tolerant, Dialect.Strict })
        {
            Holds(() => ResourceReader.ReadForCreate(body, ScimResourceTypes.User, dialect, new ToleranceLog()));
            Holds(() => GroupBody.ReadForReplace(body, Json.Object("""{"displayName":"x"}"""), ScimResourceTypes.Group, dialect, new ToleranceLog()));
            Holds(() => ListQuery.ParseSearchRequest(body, ScimResourceTypes.User, dialect));
            Holds(() => BulkMessage.Parse(body, dialect, new ToleranceLog()).ExecutionOrder());
            foreach (var type in ScimResourceTypes.All)
            {
                Holds(() =>
                {
                    var log = new ToleranceLog();
                    var operations = PatchRequest.Parse(body, type, dialect, log);
                    var plan = GroupPatch.Plan(operations, dialect, log);
                    PatchEngine.Apply(Json.Object("""{"userName":"b","displayName":"x","emails":[{"type":"work"}]}"""), plan.Attributes, type, dialect, log);
                });
            }
        }

        return true;
    }

    /// <summary>Any exception of another kind ends the property with its stack trace.</summary>
    private static bool Holds(Action action)
    {
        try
        {
            action();
        }
        catch (ScimException e)
        {
            Assert.InRange(e.Status, 400, 413);
            Assert.NotEmpty(e.Detail);
        }

        return true;
    }

    private static byte[] Mutate(byte[] body, int[] edits)
    {
        var bytes = body.ToList();
        foreach (var edit in edits)
        {
            var at = edit / 7 % bytes.Count;
            switch (edit % 7)
            {
                case 0:
                    bytes[at] = (byte)(edit >> 8);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at - 1, (edit >> 4) % 9));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[edit % Pieces.Length].Replace("\"", "\\\"", StringComparison.Ordinal)));
                    break;
                case 3:
                    bytes.InsertRange(at, "null"u8.ToArray());
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 20)));
                    break;
                case 5:
                    Swap(bytes, "true", "[{\"value\":[]}]");
                    break;
                default:
                    Swap(bytes, "\"value\"", "\"op\"");
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Swap(List<byte> bytes, string from, string to)
    {
        var text = Encoding.Latin1.GetString([.. bytes]).Replace(from, to, StringComparison.Ordinal);
        bytes.Clear();
        bytes.AddRange(Encoding.Latin1.GetBytes(text));
    }
}
