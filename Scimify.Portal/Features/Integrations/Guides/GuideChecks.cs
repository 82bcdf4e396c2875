using System.Diagnostics;
using Scimify.Core.Integrations;
using Scimify.Core.Sync;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Guides;
using Scimify.Portal.Shared.Integrations;
using Scimify.Portal.Shared.Tokens;

namespace Scimify.Portal.Features.Integrations.Guides;

/// <summary>The live checks of a guide.</summary>
public static class GuideChecks
{
    /// <param name="guide">Of the provider that should call; null if any may.</param>
    public static GuideResult Of(GuideCheck check, GuideFacts facts, ProviderGuide? guide) => check switch
    {
        GuideCheck.Credential => Credential(facts),
        GuideCheck.Token => Token(facts),
        GuideCheck.Call => Call(facts, guide),
        GuideCheck.Address => Address(facts),
        GuideCheck.Person => Person(facts),
        GuideCheck.Group => Group(facts),
        GuideCheck.Everybody => Everybody(facts),
        _ => throw new UnreachableException(),
    };

    private static GuideResult Credential(GuideFacts facts)
    {
        var callers = facts.SetUp.Callers;
        if (callers.Count == 0)
        {
            return new("move", "There is no token yet.", Href: Of(facts, "tokens"), Link: "Create one");
        }

        var working = callers.Where(caller => !caller.IsExpiredAt(facts.Now)).ToList();
        return working.Count == 0
            ? new("bad", $"{Named(callers[0])} has expired.", callers.Max(caller => caller.ExpiresAt), Href: Of(facts, "tokens"), Link: "Replace it")
            : GuideResult.Good(working.Count == 1 ? $"{Named(working[0])} is there." : $"{Times.Count(working.Count, "token or OAuth client", "tokens or OAuth clients")} are there.");
    }

    private static GuideResult Token(GuideFacts facts)
    {
        if (Refusal(facts) is { } refused)
        {
            var words = RejectionWords.Of(refused.Reason);
            return new("bad", $"A call was refused ({words.Text})", refused.At, words.Advice, Of(facts, "rejected-requests"), "Rejected calls");
        }

        return facts.SetUp.Caller is { } caller
            ? GuideResult.Good($"{Named(caller)} is right. It was accepted", facts.AcceptedAt)
            : GuideResult.Waiting("Nobody has called yet. The test in the next step does.");
    }

    private static GuideResult Call(GuideFacts facts, ProviderGuide? guide)
    {
        if (facts.SetUp.Caller is not { } caller)
        {
            return GuideResult.Waiting("Listening for the first call. This line turns green by itself.");
        }

        var agent = caller.LastUsedAgent ?? "a client without a name";
        return guide is { Agent: { } word } && !agent.Contains(word, StringComparison.OrdinalIgnoreCase)
            ? new("wait", $"The last call came from {agent},", facts.AcceptedAt, $"That is not how {guide.Name} names itself.")
            : GuideResult.Good($"A call was seen from {agent},", facts.AcceptedAt);
    }

    private static GuideResult Address(GuideFacts facts) => facts switch
    {
        { WithoutAddress: > 0 and var without } => new(
            "bad",
            $"{(without < facts.SetUp.Status.Users ? "An e-mail address is missing" : "No e-mail source is mapped")}: {Times.Count(without, "person", "people")} cannot be forwarded.",
            Href: Of(facts, $"users?state={SyncState.Unforwardable}"),
            Link: "Show them"),
        { SetUp.HasPerson: false } => GuideResult.Waiting("It shows when the first person has arrived."),
        _ => GuideResult.Good("Everybody has an address that Looker can use."),
    };

    private static GuideResult Person(GuideFacts facts)
    {
        if (facts.Person is not { } person)
        {
            return GuideResult.Waiting("Waiting for the first person.");
        }

        var meaning = person.Sync == SyncState.Applied ? "Looker gets no account for somebody who is not active." : SyncLook.Of(person.Sync).Meaning;
        return person.IsInLooker
            ? GuideResult.Good($"{person.Name} is in Looker, and arrived", person.At)
            : new(ToneOf(person.Sync), $"{person.Name} arrived", person.At, meaning, Of(facts, $"users/{person.Id}"), "Show the person");
    }

    private static GuideResult Group(GuideFacts facts)
    {
        if (facts.Group is not { } group)
        {
            return GuideResult.Waiting("Waiting for the first group.");
        }

        if (facts.SetUp.Status.Memberships == 0)
        {
            return new("wait", $"The group “{group.Name}” has arrived", group.At, "It has no members yet. Its members have to be sent as people first.", Of(facts, $"groups/{group.Id}"), "Show the group");
        }

        return group.IsInLooker
            ? GuideResult.Good($"The group “{group.Name}” was pushed", group.At, $"So far: {Times.Count(facts.SetUp.Status.Groups, "group")}, {Times.Count(facts.SetUp.Status.Memberships, "membership")}.")
            : new(ToneOf(group.Sync), $"The group “{group.Name}” has arrived", group.At, SyncLook.Of(group.Sync).Meaning, Of(facts, $"groups/{group.Id}"), "Show the group");
    }

    private static GuideResult Everybody(GuideFacts facts)
    {
        var status = facts.SetUp.Status;
        return (status, facts.Integration.Mode) switch
        {
            ({ Failed: > 0 }, _) => new("bad", $"{Times.Count(status.Failed, "change")} could not be made in Looker.", Href: Of(facts, $"users?state={SyncState.Failed}"), Link: "Show who"),
            ({ Held: > 0 }, _) => new("wait", $"{Times.Count(status.Held, "change")} {(status.Held == 1 ? "waits" : "wait")} for a decision.", Href: Of(facts, "held"), Link: "Decide"),
            ({ Users: < 2 }, _) => GuideResult.Waiting("Waiting for more than one person."),
            (_, IntegrationMode.Plan) => new("wait", $"{Times.Count(status.Users, "person", "people")} arrived. Plan mode: nothing is done in Looker.", Href: Of(facts, "plan"), Link: "See the plan"),
            (_, IntegrationMode.Paused) => new("wait", $"{Times.Count(status.Users, "person", "people")} arrived. The integration is paused.", Href: Of(facts, "settings"), Link: "Settings"),
            ({ Pending: > 0 }, _) => GuideResult.Waiting($"{Times.Count(status.Pending, "change")} {(status.Pending == 1 ? "is" : "are")} on the way to Looker."),
            _ when facts.WithoutAddress > 0 => new("bad", $"{Times.Count(facts.WithoutAddress, "person", "people")} cannot be forwarded.", Href: Of(facts, $"users?state={SyncState.Unforwardable}"), Link: "Show them"),
            _ => GuideResult.Good($"All {status.Users:N0} people who were sent are in Looker."),
        };
    }

    /// <summary>The newest refusal since the last accepted call. Once something was accepted, strangers do not count: only calls that name this integration or come from the same place.</summary>
    private static RejectedRequestView? Refusal(GuideFacts facts) => facts.Arrived.Refused.FirstOrDefault(refused =>
        facts.AcceptedAt is not { } accepted
        || (refused.At > accepted && (refused.IntegrationId == facts.Integration.Id || refused.SourceAddress == facts.SetUp.Caller?.LastUsedFrom)));

    private static string ToneOf(SyncState state) => state switch
    {
        SyncState.Failed or SyncState.Unforwardable => "bad",
        SyncState.Held or SyncState.Planned or SyncState.Applied => "wait",
        _ => "move",
    };

    private static string Named(ScimCaller caller) => $"{caller.Kind} “{caller.Name}”";

    private static string Of(GuideFacts facts, string page) => $"integrations/{facts.Integration.Id}/{page}";
}
