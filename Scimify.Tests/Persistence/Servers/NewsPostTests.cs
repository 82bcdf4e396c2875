using System.Text;
using Scimify.Core.Directory;
using Scimify.Core.Errors;
using Scimify.Core.Persistence.Servers;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Sync;

namespace Scimify.Tests.Persistence.Servers;

/// <summary>What one server says, as another one reads it.</summary>
public sealed class NewsPostTests
{
    private static readonly ServerNews.RowFinished Refused = new(new RowId(RowKind.User, 12), 5, OutcomeWord.Refused, false)
    {
        Refusal = new(403, null, ErrorCodes.LookerValueRefused, "Looker refused: \"nein\" – Größe"),
        Facets = Facets.Existence,
        LeavesNoAccess = true,
    };

    private readonly NewsPost _one = new() { Sender = "one" };
    private readonly NewsPost _other = new() { Sender = "other" };

    [Fact]
    public void Everything_that_is_said_arrives()
    {
        ServerNews[] said =
        [
            Refused,
            new ServerNews.RowFinished(new RowId(RowKind.Membership, 3, 4), 6, OutcomeWord.Applied, true),
            new ServerNews.WorkFreed(),
            new ServerNews.IntegrationChanged(7),
            new ServerNews.AccountChanged(Guid.Parse("aaaaaaaa-0000-0000-0000-000000000001")),
            new ServerNews.Changed(new(7, Guid.Parse("aaaaaaaa-0000-0000-0000-000000000002"), Scimify.Core.Changes.ChangeTopics.Held)),
            new ServerNews.ServerJoined(),
        ];

        Assert.Equal(said, _one.Payloads(said).SelectMany(_other.Read));
    }

    [Fact]
    public void A_refusal_reaches_the_identity_provider_with_status_and_words()
    {
        var heard = (ServerNews.RowFinished)_other.Read(_one.Payloads([Refused]).Single()).Single();

        var outcome = Assert.IsType<SyncOutcome.Refused>(heard.Outcome);
        Assert.Equal((Refused.Refusal, Facets.Existence, true), (outcome.Refusal, outcome.Facets, outcome.LeavesNoAccess));
    }

    [Fact]
    public void A_server_does_not_hear_itself() => Assert.Empty(_one.Payloads([new ServerNews.WorkFreed()]).SelectMany(_one.Read));

    [Fact]
    public void However_much_there_is_to_say_PostgreSQL_accepts_each_payload()
    {
        var news = Enumerable.Range(0, 64).Select(i => Refused with { Generation = i, Refusal = new(403, null, ErrorCodes.LookerValueRefused, new string('ß', 1200)) }).ToList();

        var payloads = _one.Payloads(news).ToList();

        Assert.All(payloads, payload => Assert.InRange(Encoding.UTF8.GetByteCount(payload), 1, 7_999));
        Assert.Equal(news, payloads.SelectMany(_other.Read).Cast<ServerNews.RowFinished>());
    }

    [Theory]
    [InlineData("""{"$type":"somethingNew","x":1}""")]
    [InlineData("no JSON")]
    public void What_a_newer_server_says_may_be_anything(string line) => Assert.IsType<ServerNews.Missed>(Assert.Single(_other.Read($"one\n{line}")));
}
