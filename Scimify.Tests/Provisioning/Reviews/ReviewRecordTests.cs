using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;

namespace Scimify.Tests.Provisioning.Reviews;

/// <summary>The record of a review, its hash, and the rules that need no database.</summary>
public sealed class ReviewRecordTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, 123, TimeSpan.Zero);

    private static readonly string[] Reviewers = ["mira@example.com", "abe@example.com"];

    /// <summary>What the record does not tell: keys of the database, what follows from other members, and which mails went out.</summary>
    private static readonly string[] NotTold =
    [
        "Key", "OrganizationKey", "IntegrationKey", "ReviewKey", "UserKey", "GroupKey", "ManagerKey", "ByManagers", "SearchText", "Reminded", "Sha256",
        "IsOpen", "Forecast", "IsWorthALook", "State",
    ];

    [Fact]
    public void The_hash_is_that_of_the_bytes_of_the_record()
    {
        var (review, rows) = Closed();
        var bytes = ReviewRecord.Lines(review, Reviewers, rows).SelectMany(line => line).ToArray();

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), ReviewRecord.Sha256Of(review, Reviewers, rows));
        var lines = Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(3, lines.Count);
        Assert.Equal((ReviewRecord.Format, 2), (lines[0].GetProperty("format").GetString(), lines[0].GetProperty("rows").GetInt32()));
        Assert.Equal(["keep", "remove"], lines.Skip(1).Select(line => line.GetProperty("decision").GetString()));
    }

    [Fact]
    public void The_order_of_the_reviewers_does_not_matter() =>
        Assert.Equal(ReviewRecord.Sha256Of(Closed().Review, Reviewers, Closed().Rows), ReviewRecord.Sha256Of(Closed().Review, Reviewers.Reverse(), Closed().Rows));

    [Fact]
    public void The_frozen_list_knows_nothing_of_decisions()
    {
        var (review, rows) = Closed();
        review.State = ReviewState.Open;
        var frozen = ReviewRecord.Sha256Of(review, Reviewers, rows);
        (rows[0].Decision, rows[0].Reason, rows[0].DecidedBy, rows[0].Outcome) = (ReviewDecision.Remove, "another reason", "abe@example.com", ReviewOutcome.Gone);

        Assert.Equal(frozen, ReviewRecord.Sha256Of(review, Reviewers, rows));
        Assert.DoesNotContain("decision\"", string.Concat(ReviewRecord.Lines(review, Reviewers, rows).Select(Encoding.UTF8.GetString)), StringComparison.Ordinal);
    }

    /// <summary>So no member is forgotten that somebody adds later.</summary>
    [Fact]
    public void Whatever_changes_in_a_closed_review_changes_its_hash()
    {
        var before = ReviewRecord.Sha256Of(Closed().Review, Reviewers, Closed().Rows);
        foreach (var member in Told(typeof(AccessReview)))
        {
            var (review, rows) = Closed();
            Alter(member, review);
            Assert.True(before != ReviewRecord.Sha256Of(review, Reviewers, rows), member.Name);
        }

        foreach (var member in Told(typeof(ReviewedAccess)))
        {
            var (review, rows) = Closed();
            Alter(member, rows[1]);
            Assert.True(before != ReviewRecord.Sha256Of(review, Reviewers, rows), member.Name);
        }

        Assert.NotEqual(before, ReviewRecord.Sha256Of(Closed().Review, ["mira@example.com"], Closed().Rows));
        Assert.NotEqual(before, ReviewRecord.Sha256Of(Closed().Review, Reviewers, Closed().Rows.AsEnumerable().Reverse()));
    }

    [Theory]
    [InlineData("ada@example.com", true)]
    [InlineData("ADA@Example.com", true)]
    [InlineData("ada.lovelace@example.com", true)]
    [InlineData("bob@example.com", false)]
    [InlineData("", false)]
    public void A_row_is_somebodys_own_by_user_name_or_address(string email, bool own) =>
        Assert.Equal(own, new ReviewedAccess { Display = "Ada", UserName = "ada@example.com", Address = "Ada.Lovelace@example.com", Groups = "", Roles = "" }.IsOf(email));

    [Theory]
    [InlineData("ada@example.com", "ada.lovelace@example.com", 7, false, "abe@example.com", true)]
    [InlineData("ada@example.com", null, 8, false, "abe@example.com", false)]
    [InlineData("mona@example.com", null, 7, false, "abe@example.com", false)]
    [InlineData("mona.admin@example.com", "MONA@example.com", 7, false, "abe@example.com", false)]
    [InlineData("mona.admin@example.com", "mona.private@example.com", 7, false, "abe@example.com", false)]
    [InlineData("ada@example.com", null, 7, false, "ADA@example.com", false)]
    [InlineData("ada@example.com", null, 7, true, "ada@example.com", true)]
    public void A_link_decides_about_the_managers_people_but_not_about_the_manager_or_whoever_was_shown_it(string userName, string? address, long managerKey, bool mailed, string madeBy, bool may)
    {
        var manager = new ReviewManager { UserKey = 7, Name = "Mona", UserName = "mona@example.com", Address = "mona.private@example.com", LinkMailed = mailed, LinkMadeBy = madeBy };

        Assert.Equal(may, manager.MayDecide(new ReviewedAccess { Display = "", UserName = userName, Address = address, Groups = "", Roles = "", UserKey = 1, ManagerKey = managerKey }));
        Assert.False(manager.MayDecide(new ReviewedAccess { Display = "", UserName = userName, Address = address, Groups = "", Roles = "", UserKey = 7, ManagerKey = managerKey }));
    }

    [Theory]
    [InlineData(ReviewedSource.Scim, true, false, ReviewOutcome.IdentityProvider)]
    [InlineData(ReviewedSource.Adopted, true, false, ReviewOutcome.IdentityProvider)]
    [InlineData(ReviewedSource.ByHand, false, false, ReviewOutcome.Removed)]
    [InlineData(ReviewedSource.ByHand, true, false, ReviewOutcome.IdentityProvider)]
    [InlineData(ReviewedSource.Unknown, false, false, ReviewOutcome.InLooker)]
    [InlineData(ReviewedSource.Scim, true, true, ReviewOutcome.InLooker)]
    public void What_a_removal_comes_to_can_be_said_before(ReviewedSource source, bool asked, bool administrator, ReviewOutcome outcome) => Assert.Equal(
        outcome, new ReviewedAccess { Display = "", UserName = "", Groups = "", Roles = "", Source = source, Asked = asked, IsAdministrator = administrator }.Forecast);

    public static TheoryData<NewReview, string> Wrong => new()
    {
        { New(name: " "), "name" },
        { New(name: "a\nb"), "name" },
        { New(name: new string('x', 101)), "name" },
        { New(scope: ReviewScope.Groups), "targets" },
        { New(targets: ["x"]), "targets" },
        { New(reviewers: 0), "reviewers" },
        { New(reviewers: 51), "reviewers" },
        { New(due: Start), "dueAt" },
        { New(due: Start.AddDays(367)), "dueAt" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_named(NewReview asked, string field) =>
        Assert.Equal([field], Assert.Throws<ValidationFailedException>(() => asked.Check(Start)).Fields.Keys);

    private static NewReview New(string name = "Finance", ReviewScope scope = ReviewScope.Accounts, string[]? targets = null, int reviewers = 1, DateTimeOffset? due = null) =>
        new(name, scope, targets ?? [], [.. Enumerable.Range(0, reviewers).Select(_ => Guid.NewGuid())], due ?? Start.AddDays(14));

    private static IEnumerable<PropertyInfo> Told(Type type) => type.GetProperties().Where(p => !NotTold.Contains(p.Name));

    private static void Alter(PropertyInfo member, object of)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        var old = member.GetValue(of);
        member.SetValue(of, type switch
        {
            _ when type == typeof(string) => $"{old}'",
            _ when type == typeof(Guid) => Guid.NewGuid(),
            _ when type == typeof(bool) => !(bool)old!,
            _ when type == typeof(int) => (int)old! + 1,
            _ when type == typeof(DateTimeOffset) => (old as DateTimeOffset? ?? Start).AddMilliseconds(1),
            { IsEnum: true } => Enum.GetValues(type).Cast<object>().First(value => !value.Equals(old)),
            _ => throw new InvalidOperationException($"No other value for {member.Name}"),
        });
    }

    private static (AccessReview Review, List<ReviewedAccess> Rows) Closed()
    {
        var review = new AccessReview
        {
            Id = new Guid(7, 0, 0, new byte[8]), IntegrationId = new Guid(8, 0, 0, new byte[8]), IntegrationName = "Production", Name = "Finance", Scope = ReviewScope.Groups, ScopeNames = "Finance",
            State = ReviewState.Closed, StartedAt = Start, StartedBy = "abe@example.com", DueAt = Start.AddDays(14), Rows = 2, WithoutManager = 1, LookerReadAt = Start, ListSha256 = "00", EndedAt = Start.AddDays(1), EndedBy = "mira@example.com",
        };
        return (review, [Row(1, ReviewDecision.Keep), Row(2, ReviewDecision.Remove)]);
    }

    private static ReviewedAccess Row(int number, ReviewDecision decision) => new()
    {
        Number = number, ScimId = new Guid(number, 0, 0, new byte[8]), LookerId = $"{number}", Display = "Zoë", UserName = "zoe@example.com", Address = "zoe@example.com", GroupId = new Guid(9, 0, 0, new byte[8]),
        GroupName = "Finance", Groups = "Finance", Roles = "Viewer", ManagerId = new Guid(5, 0, 0, new byte[8]), Manager = "Mona", Asked = true, Source = ReviewedSource.Scim, Since = Start, LastDecision = ReviewDecision.Keep, LastDecidedAt = Start,
        Decision = decision, Reason = "because", DecidedAt = Start, DecidedBy = "mira@example.com", Outcome = ReviewOutcome.None,
    };
}
