using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Streams;
using Scimify.Core.Sync;
using Scimify.Portal.Features.AuditLog;

namespace Scimify.Tests.Streams;

/// <summary>What each entry of the logs becomes for a SIEM.</summary>
public sealed class StreamedEventTests
{
    private static readonly Guid Organization = Guid.Parse("7d3f5a0e-7c0f-4b8e-9a43-3a5b7a1c0001");
    private static readonly DateTimeOffset At = new(2096, 3, 1, 12, 10, 0, TimeSpan.Zero);

    [Fact]
    public void Every_action_of_the_audit_log_has_a_class() =>
        Assert.Equal(AuditWords.Verbs.Keys.Order(StringComparer.Ordinal), AuditKinds.All.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_action_is_valid_in_both_formats()
    {
        foreach (var action in AuditWords.Verbs.Keys.Append("newer.version"))
        {
            foreach (var (kind, id) in ((string, Guid?)[])[("person", Guid.NewGuid()), ("system", null)])
            {
                foreach (var subject in (string[])["person", "session", "provider", "integration"])
                {
                    IsValid(StreamedEntries.Of(Audit(action, kind, id, subject), Organization));
                }
            }
        }
    }

    [Fact]
    public void Every_action_of_the_provisioning_log_is_valid_in_both_formats_in_every_state()
    {
        foreach (var action in Enum.GetValues<ProvisioningAction>())
        {
            foreach (var resource in (string?[])["User", "Group", null])
            {
                foreach (var sync in Enum.GetValues<SyncState>())
                {
                    foreach (var (name, status) in ((string?, int)[])[("Pioneers", 200), (null, 400), ("", 409)])
                    {
                        IsValid(StreamedEntries.Of(Write(action, resource, sync, name, status), Organization, null, 0));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(ProvisioningAction.Create, "User", 300101)]
    [InlineData(ProvisioningAction.Update, "User", 300199)]
    [InlineData(ProvisioningAction.Enable, "User", 300102)]
    [InlineData(ProvisioningAction.Disable, "User", 300105)]
    [InlineData(ProvisioningAction.Delete, "User", 300106)]
    [InlineData(ProvisioningAction.Create, "Group", 300606)]
    [InlineData(ProvisioningAction.Update, "Group", 300699)]
    [InlineData(ProvisioningAction.AddMember, "Group", 300603)]
    [InlineData(ProvisioningAction.RemoveMember, "Group", 300604)]
    [InlineData(ProvisioningAction.UpdateMembers, "Group", 300699)]
    [InlineData(ProvisioningAction.Delete, "Group", 300605)]
    [InlineData(ProvisioningAction.NoChange, "User", 600303)]
    [InlineData(ProvisioningAction.Other, null, 600303)]
    public void A_write_has_the_type_of_what_it_does(ProvisioningAction action, string? resource, int type) =>
        Assert.Equal(type, Ocsf(StreamedEntries.Of(Write(action, resource, SyncState.Applied, "Pioneers", 200), Organization, null, 0)).GetProperty("type_uid").GetInt32());

    [Theory]
    [InlineData("session.start", 300201, "success")]
    [InlineData("session.fail", 300201, "failure")]
    [InlineData("session.end", 300202, "success")]
    [InlineData("access.refuse", 600399, "failure")]
    [InlineData("person.lock", 300109, "success")]
    [InlineData("factor.remove", 300111, "success")]
    [InlineData("token.revoke", 600304, "success")]
    public void An_act_has_the_type_of_what_it_is(string action, int type, string outcome)
    {
        var e = StreamedEntries.Of(Audit(action, "person", Guid.NewGuid(), "person"), Organization);
        Assert.Equal((type, outcome), (Ocsf(e).GetProperty("type_uid").GetInt32(), Ecs(e).GetProperty("event").GetProperty("outcome").GetString()));
    }

    [Fact]
    public void A_person_who_gets_another_role_is_a_change_of_access_and_one_who_keeps_it_is_not()
    {
        var change = Audit("person.change", "person", Guid.NewGuid(), "person");
        (change.Before, change.After) = ("""{"role":"auditor"}""", """{"role":"owner"}""");
        var e = StreamedEntries.Of(change, Organization);
        Assert.Equal((300501, "owner"), (Ocsf(e).GetProperty("type_uid").GetInt32(), Ocsf(e).GetProperty("privileges")[0].GetString()));
        Assert.Equal("owner", Ecs(e).GetProperty("user").GetProperty("changes").GetProperty("roles")[0].GetString());
        IsValid(e);

        change.Before = change.After;
        Assert.Equal(300199, Ocsf(StreamedEntries.Of(change, Organization)).GetProperty("type_uid").GetInt32());
    }

    [Theory]
    [InlineData(SyncState.Applied, 200, 1, "Success", "success")]
    [InlineData(SyncState.Failed, 200, 2, "Failure", "failure")]
    [InlineData(SyncState.Failed, 409, 2, "Failure", "failure")]
    [InlineData(SyncState.Pending, 202, 99, "pending", "unknown")]
    [InlineData(SyncState.Held, 200, 99, "held", "unknown")]
    public void A_write_says_how_far_it_is(SyncState sync, int status, int id, string words, string outcome)
    {
        var e = StreamedEntries.Of(Write(ProvisioningAction.Disable, "User", sync, "ada@example.com", status), Organization, null, 0);
        Assert.Equal((id, words), (Ocsf(e).GetProperty("status_id").GetInt32(), Ocsf(e).GetProperty("status").GetString()));
        Assert.Equal(outcome, Ecs(e).GetProperty("event").GetProperty("outcome").GetString());
    }

    [Fact]
    public void A_line_stays_one_line_whatever_people_are_called()
    {
        var write = Write(ProvisioningAction.Create, "User", SyncState.Applied, "Ada\r\n{\"a\":1}\u2028", 201);
        Assert.DoesNotContain('\n', LogStreamBatch.Line(LogStreamFormat.Ocsf, StreamedEntries.Of(write, Organization, null, 0)));
        Assert.DoesNotContain('\r', LogStreamBatch.Line(LogStreamFormat.Ecs, StreamedEntries.Of(write, Organization, null, 0)));
    }

    private static void IsValid(StreamedEvent e)
    {
        Assert.Equal([], OcsfRules.Problems(Ocsf(e)).Select(problem => $"{e.Action}: {problem}"));
        Assert.Equal([], EcsRules.Problems(Ecs(e)).Select(problem => $"{e.Action}: {problem}"));
    }

    private static JsonElement Ocsf(StreamedEvent e) => JsonElement.Parse(LogStreamBatch.Line(LogStreamFormat.Ocsf, e));

    private static JsonElement Ecs(StreamedEvent e) => JsonElement.Parse(LogStreamBatch.Line(LogStreamFormat.Ecs, e));

    private static AuditEntry Audit(string action, string actorKind, Guid? actor, string subject) => new()
    {
        Id = Guid.NewGuid(),
        At = At,
        ActorKind = actorKind,
        ActorId = actor,
        ActorName = "ada@example.com",
        SourceAddress = actor is null ? null : "192.0.2.7",
        Action = action,
        SubjectKind = subject,
        SubjectId = Guid.NewGuid().ToString(),
        SubjectName = "Okta production",
    };

    private static ProvisioningEntry Write(ProvisioningAction action, string? resource, SyncState sync, string? name, int status) => new()
    {
        RequestId = Guid.NewGuid(),
        At = At,
        TokenId = Guid.NewGuid(),
        TokenName = "Okta production",
        SourceAddress = "2001:db8::7",
        UserAgent = "Okta",
        Method = "PATCH",
        Action = action,
        ResourceType = resource,
        Name = name,
        Status = status,
        Sync = sync,
        ErrorCode = status >= 400 ? "uniqueness" : null,
        Detail = status >= 400 ? "The userName is taken." : null,
        Changes = """[{"attribute":"active","before":"true","after":"false"}]""",
    };
}
