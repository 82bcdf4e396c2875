using Scimify.Core.Changes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Changes;

/// <summary>Who is told what, and how often.</summary>
public sealed class ChangeFeedTests : IDisposable
{
    private const int Ours = 1;
    private const int Theirs = 2;

    private static readonly Guid Production = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    private static readonly Guid Staging = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");

    private readonly FakeTimeProvider _clock = new();
    private readonly ChangeFeed _feed;
    private int _told;

    public ChangeFeedTests() => _feed = new ChangeFeed(_clock);

    public void Dispose() => _feed.Dispose();

    [Theory]
    [InlineData(ChangeTopics.Directory, true)]
    [InlineData(ChangeTopics.Directory | ChangeTopics.Audit, true)]
    [InlineData(ChangeTopics.Log, false)]
    public void Only_what_is_shown_is_told(ChangeTopics changed, bool isTold)
    {
        Listen(null, ChangeTopics.Directory | ChangeTopics.Held);
        _feed.Publish([new(Ours, Production, changed)]);
        _clock.Advance(ChangeFeed.Gathering);
        Assert.Equal(isTold ? 1 : 0, _told);
    }

    [Fact]
    public void Another_organization_hears_nothing()
    {
        Listen(null, ChangeTopics.All);
        _feed.Publish([new(Theirs, Production, ChangeTopics.All), new(Theirs, null, ChangeTopics.All)]);
        _clock.Advance(ChangeFeed.Every);
        Assert.Equal(0, _told);
        Assert.Equal(0, _feed.VersionOf(Ours));
    }

    [Fact]
    public void A_page_of_an_integration_hears_of_it_and_of_what_concerns_all()
    {
        Listen(Production, ChangeTopics.Directory);
        Tell(new(Ours, Staging, ChangeTopics.Directory), 0);
        Tell(new(Ours, Production, ChangeTopics.Directory), 1);
        Tell(new(Ours, null, ChangeTopics.Directory), 2);
        Tell(Change.OfAnything, 3);
    }

    [Fact]
    public void A_burst_is_told_at_once_and_then_once_a_second()
    {
        Listen(null, ChangeTopics.Directory);
        for (var write = 0; write < 100; write++)
        {
            _feed.Publish([new(Ours, Production, ChangeTopics.Directory)]);
        }

        _clock.Advance(ChangeFeed.Gathering);
        Assert.Equal(1, _told);

        // Three seconds of writes, forty a second.
        for (var write = 0; write < 120; write++)
        {
            _feed.Publish([new(Ours, Production, ChangeTopics.Directory)]);
            _clock.Advance(TimeSpan.FromMilliseconds(25));
        }

        Assert.InRange(_told, 3, 4);
        _clock.Advance(ChangeFeed.Every);
        Assert.InRange(_told, 4, 5);
    }

    [Fact]
    public void A_feed_at_rest_waits_for_nothing()
    {
        Listen(null, ChangeTopics.All);
        Assert.Equal(0, _clock.Waiting);
        Tell(new(Ours, null, ChangeTopics.Log), 1);
        Assert.Equal(0, _clock.Waiting);
    }

    [Fact]
    public void Whoever_has_left_hears_nothing()
    {
        Listen(null, ChangeTopics.All).Dispose();
        _feed.Publish([Change.OfAnything]);
        _clock.Advance(ChangeFeed.Every);
        Assert.Equal(0, _told);
    }

    [Fact]
    public void A_version_moves_with_the_changes_of_the_organization_and_with_anybodys()
    {
        _feed.Publish([new(Ours, Production, ChangeTopics.Log)]);
        var first = _feed.VersionOf(Ours);
        _feed.Publish([new(Theirs, null, ChangeTopics.Log)]);
        Assert.Equal(first, _feed.VersionOf(Ours));
        _feed.Publish([new(null, null, ChangeTopics.Log)]);
        Assert.True(_feed.VersionOf(Ours) > first);
    }

    private IDisposable Listen(Guid? integration, ChangeTopics topics) => _feed.Listen(change => change.Concerns(Ours, integration, topics), () => _told++);

    private void Tell(Change change, int told)
    {
        _feed.Publish([change]);
        _clock.Advance(ChangeFeed.Every);
        Assert.Equal(told, _told);
    }
}
