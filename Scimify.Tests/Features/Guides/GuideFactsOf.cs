using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.Sync;
using Scimify.Core.Tokens;
using Scimify.Portal.Features.Integrations.Guides;
using Scimify.Portal.Features.Integrations.SetUp;
using Scimify.Portal.Shared.Integrations;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Tests.Features.Guides;

/// <summary>Facts for the checks of a guide, changed one by one.</summary>
internal static class GuideFactsOf
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private const string From = "198.51.100.7";

    /// <summary>An integration that nobody has called yet.</summary>
    public static GuideFacts Nothing() => new(
        new SetUpState(
            new IntegrationView(
                1, Guid.NewGuid(), Guid.NewGuid(), "Production", "example", "https://example.cloud.looker.com", "client", "", IntegrationMode.Live, new IntegrationPolicies(),
                IntegrationHealth.Ok, null, null, null, null, Now.AddDays(-1), Now, 2),
            new IntegrationStatus("ok", 0, 0, 0, 0, 0, 0, null, 0, null),
            []),
        new Arrived([], null, []), null, null, 0, Now);

    /// <summary>Everything has come, and is in Looker.</summary>
    public static GuideFacts Everything() => Nothing().With(Caller(usedAgo: 12)).With(status => status with { Users = 40, Groups = 3, Memberships = 90 })
        with { Person = Row("Kavya Iyer"), Group = Row("Analysts") };

    public static ScimCaller Caller(int? usedAgo, string? agent = "Okta SCIM Client 1.0.0", int? expiresIn = null, bool isClient = false) => new(
        Guid.NewGuid(), "Okta production", isClient, expiresIn is { } days ? Now.AddDays(days) : null, usedAgo is { } seconds ? Now.AddSeconds(-seconds) : null, usedAgo is null ? null : From, agent);

    public static GuideRow Row(string name, SyncState sync = SyncState.Applied, bool isLinked = true) => new(Guid.NewGuid(), name, Now.AddSeconds(-30), sync, isLinked);

    public static GuideFacts With(this GuideFacts facts, params ScimCaller[] callers) => facts with
    {
        SetUp = facts.SetUp with { Callers = callers },
        Arrived = facts.Arrived with { Caller = (facts.SetUp with { Callers = callers }).Caller },
    };

    public static GuideFacts With(this GuideFacts facts, Func<IntegrationStatus, IntegrationStatus> change) => facts with { SetUp = facts.SetUp with { Status = change(facts.SetUp.Status) } };

    public static GuideFacts In(this GuideFacts facts, IntegrationMode mode) => facts with { SetUp = facts.SetUp with { Integration = facts.Integration with { Mode = mode } } };

    /// <param name="isOurs">Whether the refused call names the integration.</param>
    /// <param name="from">Its address; null for the caller's.</param>
    public static GuideFacts Refused(this GuideFacts facts, int secondsAgo, RejectionReason reason = RejectionReason.Unknown, bool isOurs = false, string? from = null) => facts with
    {
        Arrived = facts.Arrived with { Refused = [new RejectedRequestView(1, Now.AddSeconds(-secondsAgo), reason, null, null, isOurs ? facts.Integration.Id : null, from ?? From, null, "GET", "/scim/v2/Users", null)] },
    };

    public static GuideFacts Written(this GuideFacts facts, int secondsAgo) => facts with
    {
        Arrived = facts.Arrived with { Writes = [new LogRow(1, Guid.NewGuid(), Now.AddSeconds(-secondsAgo), 4, ProvisioningAction.Create, "User", "ada", null, 201, SyncState.Applied, null, null, "Okta", "Production")] },
    };
}
