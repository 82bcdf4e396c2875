using Scimify.Core.Integrations;
using Scimify.Core.Sync;
using Scimify.Core.Tokens;
using Scimify.Portal.Features.Integrations.Guides;
using Scimify.Portal.Shared.Guides;
using static Scimify.Tests.Features.Guides.GuideFactsOf;

namespace Scimify.Tests.Features.Guides;

/// <summary>Each check of a guide, green and not.</summary>
public sealed class GuideCheckTests
{
    private static readonly (GuideCheck Check, string Tone, string Text, GuideFacts Facts)[] Table =
    [
        (GuideCheck.Credential, "move", "There is no token yet.", Nothing()),
        (GuideCheck.Credential, "good", "Token “Okta production” is there.", Nothing().With(Caller(null))),
        (GuideCheck.Credential, "good", "OAuth client “Okta production” is there.", Nothing().With(Caller(null, isClient: true, expiresIn: 3))),
        (GuideCheck.Credential, "good", "2 tokens or OAuth clients are there.", Nothing().With(Caller(null), Caller(null, isClient: true), Caller(null, expiresIn: -1))),
        (GuideCheck.Credential, "bad", "Token “Okta production” has expired.", Nothing().With(Caller(null, expiresIn: 0))),

        (GuideCheck.Token, "move", "Nobody has called yet.", Nothing().With(Caller(null))),
        (GuideCheck.Token, "good", "Token “Okta production” is right.", Nothing().With(Caller(12))),
        (GuideCheck.Token, "bad", "A call was refused (Unknown token)", Nothing().Refused(5)),
        (GuideCheck.Token, "bad", "A call was refused (“Bearer” twice)", Nothing().With(Caller(null)).Refused(5, RejectionReason.SchemeTwice, from: "203.0.113.9")),
        (GuideCheck.Token, "bad", "A call was refused (Out of scope)", Nothing().With(Caller(12)).Refused(5, RejectionReason.Scope, isOurs: true, from: "203.0.113.9")),
        (GuideCheck.Token, "bad", "A call was refused (Unknown token)", Nothing().With(Caller(12)).Refused(5)),
        (GuideCheck.Token, "good", "Token “Okta production” is right.", Nothing().With(Caller(12)).Refused(20, isOurs: true)),
        (GuideCheck.Token, "good", "Token “Okta production” is right.", Nothing().With(Caller(12)).Refused(5, from: "203.0.113.9")),
        (GuideCheck.Token, "good", "Token “Okta production” is right.", Nothing().With(Caller(50)).Refused(20, isOurs: true).Written(10)),

        (GuideCheck.Call, "move", "Listening for the first call.", Nothing().With(Caller(null))),
        (GuideCheck.Call, "good", "A call was seen from Okta SCIM Client 1.0.0,", Nothing().With(Caller(12))),
        (GuideCheck.Call, "wait", "The last call came from curl/8.5,", Nothing().With(Caller(12, "curl/8.5"))),
        (GuideCheck.Call, "wait", "The last call came from a client without a name,", Nothing().With(Caller(12, null))),

        (GuideCheck.Address, "move", "It shows when the first person has arrived.", Nothing()),
        (GuideCheck.Address, "good", "Everybody has an address that Looker can use.", Everything()),
        (GuideCheck.Address, "bad", "No e-mail source is mapped: 40 people cannot be forwarded.", Everything() with { WithoutAddress = 40 }),
        (GuideCheck.Address, "bad", "An e-mail address is missing: 1 person cannot be forwarded.", Everything() with { WithoutAddress = 1 }),

        (GuideCheck.Person, "move", "Waiting for the first person.", Nothing()),
        (GuideCheck.Person, "good", "Kavya Iyer is in Looker,", Everything()),
        (GuideCheck.Person, "wait", "Kavya Iyer arrived", Everything() with { Person = Row("Kavya Iyer", isLinked: false) }),
        (GuideCheck.Person, "move", "Kavya Iyer arrived", Everything() with { Person = Row("Kavya Iyer", SyncState.Pending) }),
        (GuideCheck.Person, "wait", "Kavya Iyer arrived", Everything() with { Person = Row("Kavya Iyer", SyncState.Held) }),
        (GuideCheck.Person, "wait", "Kavya Iyer arrived", Everything() with { Person = Row("Kavya Iyer", SyncState.Planned) }),
        (GuideCheck.Person, "bad", "Kavya Iyer arrived", Everything() with { Person = Row("Kavya Iyer", SyncState.Failed) }),
        (GuideCheck.Person, "bad", "Kavya Iyer arrived", Everything() with { Person = Row("Kavya Iyer", SyncState.Unforwardable) }),

        (GuideCheck.Group, "move", "Waiting for the first group.", Nothing()),
        (GuideCheck.Group, "good", "The group “Analysts” was pushed", Everything()),
        (GuideCheck.Group, "wait", "The group “Analysts” has arrived", Everything().With(status => status with { Memberships = 0 })),
        (GuideCheck.Group, "bad", "The group “Analysts” has arrived", Everything() with { Group = Row("Analysts", SyncState.Failed) }),

        (GuideCheck.Everybody, "move", "Waiting for more than one person.", Nothing()),
        (GuideCheck.Everybody, "move", "Waiting for more than one person.", Everything().With(status => status with { Users = 1 })),
        (GuideCheck.Everybody, "good", "All 40 people who were sent are in Looker.", Everything()),
        (GuideCheck.Everybody, "move", "1 change is on the way to Looker.", Everything().With(status => status with { Pending = 1 })),
        (GuideCheck.Everybody, "bad", "3 changes could not be made in Looker.", Everything().With(status => status with { Failed = 3, Held = 1 })),
        (GuideCheck.Everybody, "wait", "2 changes wait for a decision.", Everything().With(status => status with { Held = 2, Pending = 1 })),
        (GuideCheck.Everybody, "wait", "40 people arrived. Plan mode: nothing is done in Looker.", Everything().In(IntegrationMode.Plan)),
        (GuideCheck.Everybody, "wait", "40 people arrived. The integration is paused.", Everything().In(IntegrationMode.Paused)),
        (GuideCheck.Everybody, "bad", "2 people cannot be forwarded.", Everything() with { WithoutAddress = 2 }),
    ];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Table.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_check_says_what_was_seen(int row)
    {
        var (check, tone, text, facts) = Table[row];
        var result = GuideChecks.Of(check, facts, ProviderGuide.Of("okta"));
        Assert.Equal(tone, result.Tone);
        Assert.StartsWith(text, result.Text, StringComparison.Ordinal);
        Assert.Equal(tone == "good", result.IsDone);
        Assert.Equal(tone is "bad" or "wait", result.Word is "Problem" or "Attention");
    }

    [Fact]
    public void The_table_has_every_check_green_and_not() => Assert.All(
        Enum.GetValues<GuideCheck>(),
        check => Assert.Equal(2, Table.Where(row => row.Check == check).Select(row => row.Tone == "good").Distinct().Count()));

    [Fact]
    public void Whatever_needs_somebody_leads_to_where_it_is_done() => Assert.All(
        Table.Where(row => row.Tone is "bad" or "wait" && row.Check != GuideCheck.Call),
        row =>
        {
            var result = GuideChecks.Of(row.Check, row.Facts, ProviderGuide.Of("okta"));
            Assert.StartsWith($"integrations/{row.Facts.Integration.Id}/", result.Href, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(result.Link));
        });

    /// <summary>Only Okta names itself reliably.</summary>
    [Fact]
    public void Any_client_is_the_right_one_where_nothing_is_known_of_its_name() =>
        Assert.True(GuideChecks.Of(GuideCheck.Call, Nothing().With(Caller(12, "curl/8.5")), ProviderGuide.Of("entra")).IsDone);

    [Fact]
    public void A_write_tells_of_an_accepted_call_before_the_use_of_the_token_is_noted() =>
        Assert.Equal(Now.AddSeconds(-10), GuideChecks.Of(GuideCheck.Token, Nothing().With(Caller(50)).Written(10), ProviderGuide.Of("okta")).At);
}
