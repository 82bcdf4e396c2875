using Scimify.Core.Scim;
using Scimify.Core.Scim.Querying;

namespace Scimify.Tests.Scim;

public sealed class CursorTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 22, 41, 0, TimeSpan.Zero);
    private static readonly CursorToken Cursors = new(new byte[32], TimeSpan.FromHours(1));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("zoë\0-")]
    public void A_cursor_brings_back_where_the_page_ended(string? sortKey)
    {
        var position = new CursorPosition(sortKey, "u1", Now);

        var cursor = Cursors.Encode(position, "/Users?filter");

        Assert.Matches("^[A-Za-z0-9_-]+$", cursor);
        Assert.Equal(position, Cursors.Decode(cursor, "/Users?filter", Now.AddMinutes(59)));
    }

    [Fact]
    public void An_old_cursor_has_expired() => Assert.Equal(
        "expiredCursor",
        Assert.Throws<ScimException>(() => Cursors.Decode(
            Cursors.Encode(new CursorPosition(null, "u1", Now), ""), "", Now.AddMinutes(61))).ScimType);

    [Fact]
    public void A_cursor_of_another_query_key_or_making_is_refused()
    {
        var cursor = Cursors.Encode(new CursorPosition(null, "u1", Now), "a");
        var otherKey = new CursorToken(new byte[] { 1 }, TimeSpan.FromHours(1));
        Action[] attempts =
        [
            () => Cursors.Decode(cursor, "b", Now),
            () => otherKey.Decode(cursor, "a", Now),
            () => Cursors.Decode(cursor[..^2] + "AA", "a", Now),
            () => Cursors.Decode("nonsense", "a", Now),
            () => Cursors.Decode("!", "a", Now),
            () => Cursors.Decode("", "a", Now),
        ];

        Assert.All(attempts, attempt => Assert.Equal("invalidCursor", Assert.Throws<ScimException>(attempt).ScimType));
    }
}
