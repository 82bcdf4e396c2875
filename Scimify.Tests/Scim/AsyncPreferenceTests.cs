using Scimify.Core.Scim.Messages;

namespace Scimify.Tests.Scim;

public sealed class AsyncPreferenceTests
{
    [Theory]
    [InlineData("respond-async", null, "respond-async")]
    [InlineData("Respond-Async", null, "respond-async")]
    [InlineData(" respond-async ,wait=10", 10, "respond-async, wait=10")]
    [InlineData("wait = \"10\", respond-async", 10, "respond-async, wait=10")]
    [InlineData("respond-async=\"\"", null, "respond-async")]
    [InlineData("respond-async; foo=\"a,b\", wait=0; bar", 0, "respond-async, wait=0")]
    [InlineData("foo=\"x, \\\" respond-async=1, y\", respond-async", null, "respond-async")]
    [InlineData("respond-async, wait=5, wait=9", 5, "respond-async, wait=5")]
    [InlineData("respond-async, wait=99999999999999999999999", 3600, "respond-async, wait=3600")]
    [InlineData("respond-async, wait=-5", null, "respond-async")]
    [InlineData("respond-async, wait=soon", null, "respond-async")]
    [InlineData("respond-async, wait=1.5", null, "respond-async")]
    [InlineData("respond-async, wait", null, "respond-async")]
    [InlineData("return=minimal,, ;x, respond-async", null, "respond-async")]
    public void It_is_read_as_RFC_7240_says(string header, int? waitSeconds, string applied)
    {
        var preference = AsyncPreference.Of([header]);

        Assert.Equal((waitSeconds, applied), ((int?)preference?.Wait?.TotalSeconds, preference?.Applied));
    }

    [Theory]
    [InlineData("")]
    [InlineData("wait=10")]
    [InlineData("respond-async=yes")]
    [InlineData("respond-async=no, respond-async")]
    [InlineData("respond-asynchronously")]
    [InlineData("foo=\"respond-async\"")]
    [InlineData("foo=\"unfinished, respond-async")]
    [InlineData("foo; respond-async")]
    public void Anything_else_asks_for_an_ordinary_answer(string header) => Assert.Null(AsyncPreference.Of([header]));

    [Fact]
    public void It_may_be_spread_over_several_headers() =>
        Assert.Equal(new AsyncPreference(TimeSpan.FromSeconds(3)), AsyncPreference.Of(["return=minimal", "wait=3", null, "respond-async"]));
}
