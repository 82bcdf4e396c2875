using Scimify.Core.Streams;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>Log streams over the REST API.</summary>
public sealed class LogStreamApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    [Fact]
    public async Task A_stream_is_made_shown_rotated_and_removed()
    {
        var made = await world.Owner.PostAsync("/log-streams", """{"url":"https://collector.example.com/logs?key=1","format":"ecs","logs":["audit"],"from":"beginning"}""");
        Assert.Equal(201, made.Status);
        var (uuid, secret) = (made.Results.GetProperty("uuid").GetGuid(), made.Results.GetProperty("secret").GetString()!);
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);

        var shown = await world.Owner.GetAsync($"/log-streams/{uuid}");
        Assert.Equal(
            ("webhook", "https://collector.example.com/logs?key=1", "ecs", "audit"),
            (shown.Results.GetProperty("target").GetString(), shown.Results.GetProperty("url").GetString(), shown.Results.GetProperty("format").GetString(), shown.Results.GetProperty("logs")[0].GetString()));
        Assert.True(shown.Results.GetProperty("behind").GetInt32() > 0);
        Assert.DoesNotContain(secret, shown.Text, StringComparison.Ordinal);
        Assert.Contains(uuid, (await world.Owner.GetAsync("/log-streams")).Items.Select(stream => stream.GetProperty("uuid").GetGuid()));

        var auditor = await world.As(Core.People.PortalRole.Auditor).GetAsync($"/log-streams/{uuid}");
        Assert.Equal("https://collector.example.com/…", auditor.Results.GetProperty("url").GetString());

        var rotated = await world.Owner.PostAsync($"/log-streams/{uuid}/rotate", null);
        Assert.NotEqual(secret, rotated.Results.GetProperty("secret").GetString());
        Assert.Equal(404, (await world.Stranger.GetAsync($"/log-streams/{uuid}")).Status);
        Assert.Equal(200, (await world.Owner.DeleteAsync($"/log-streams/{uuid}")).Status);
        Assert.Equal(404, (await world.Owner.GetAsync($"/log-streams/{uuid}")).Status);
    }

    [Theory]
    [InlineData("""{"url":"https://10.0.0.7/logs"}""", "url")]
    [InlineData("""{"url":"/var/log/scimify.ndjson"}""", "url")]
    [InlineData("""{"url":"file:///var/log/scimify.ndjson"}""", "url")]
    [InlineData("""{"url":"https://collector.example.com","logs":[]}""", "logs")]
    [InlineData("""{"url":"https://collector.example.com","logs":["other"]}""", "logs")]
    [InlineData("""{"url":"https://collector.example.com","format":"cef"}""", "format")]
    [InlineData("""{"url":"https://collector.example.com","target":"file"}""", "target")]
    public async Task What_cannot_be_streamed_to_is_refused(string body, string field)
    {
        var refused = await world.Owner.PostAsync("/log-streams", body);
        Assert.Equal(422, refused.Status);
        Assert.Contains(field, refused.Fields);
    }

    [Fact]
    public async Task There_are_five_at_most()
    {
        var made = new List<Guid>();
        for (var i = 0; i < LogStreamService.Most; i++)
        {
            made.Add((await world.Owner.PostAsync("/log-streams", """{"url":"https://collector.example.com"}""")).Results.GetProperty("uuid").GetGuid());
        }

        Assert.Equal(409, (await world.Owner.PostAsync("/log-streams", """{"url":"https://collector.example.com"}""")).Status);
        foreach (var uuid in made)
        {
            await world.Owner.DeleteAsync($"/log-streams/{uuid}");
        }
    }
}
