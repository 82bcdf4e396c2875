using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;

namespace Scimify.Core.Saml;

/// <summary>One attempt to change Looker's SAML configuration.</summary>
/// <param name="Revision">The revision of the document that the change is based on.</param>
/// <param name="Changes">Computes what to send from what Looker has now.</param>
public sealed record SamlAttempt(Actor Actor, Integration Integration, string Revision, Func<SamlSettings, JsonObject> Changes)
{
    public string? Override { get; init; }

    /// <summary>What the person is doing, which needs a fresh sign-in.</summary>
    public FreshAct Act { get; init; } = FreshAct.ApplySaml;

    public string? Note { get; init; }

    /// <summary>Whether a login with exactly these settings has succeeded.</summary>
    public Func<SamlSettings, bool> IsProven { get; init; } = _ => false;

    /// <summary>Whether a second person approved exactly these settings.</summary>
    public Func<SamlSettings, bool> IsApproved { get; init; } = _ => false;

    /// <summary>Recorded only if <see cref="IsApproved"/>.</summary>
    public string? ApproverName { get; init; }

    /// <summary>Recorded only if <see cref="IsProven"/>.</summary>
    public string? TestResult { get; init; }
}

/// <summary>
/// Applies a change to Looker, which has neither revisions nor an undo. It reads the document again, records what it is
/// about to send, sends only what differs, reads back, and records what Looker has. If it is interrupted,
/// <see cref="SettleAsync"/> finds out later what happened.
/// </summary>
public sealed class SamlApplier(ISamlStore store, ISamlDraftStore drafts, LookerConnector connector, TimeProvider clock)
{
    /// <summary>Longer than Looker can take to answer, or a cut connection's call to take effect.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <exception cref="SignInNotFreshException">The person at the console signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException">Keyed by Looker's member name.</exception>
    /// <exception cref="ConflictException">See <see cref="SamlService.ChangeAsync"/>.</exception>
    /// <exception cref="UnavailableException">Looker did not answer. If it is unknown whether Looker has the change, that is found out later.</exception>
    public async Task<SamlDocument> ApplyAsync(SamlAttempt attempt, CancellationToken ct)
    {
        FreshSignIn.Require(attempt.Act, attempt.Actor, clock.GetUtcNow());
        var integration = attempt.Integration;
        if (integration.Mode == IntegrationMode.Plan)
        {
            throw new ConflictException("The integration is in plan mode, which writes nothing to Looker. Switch it to live first.", new { code = "planMode" });
        }

        await SettleAsync(integration, ct);
        var (client, before, administrators) = await SamlTrouble.ExplainAsync(async () =>
        {
            var looker = connector.Connect(integration);
            var document = await SamlLooker.ReadAsync(looker, ct);
            var changes = attempt.Changes(document.Settings);
            SamlChangeRules.Check(changes, document.Settings);
            RequireUnchanged(document, attempt.Revision);
            return (looker, document, await SamlLooker.AdministratorsAsync(looker, ct));
        });
        var sent = before.Settings.Reduce(attempt.Changes(before.Settings));
        if (sent.Count == 0)
        {
            return before;
        }

        var after = before.Settings.With(sent);
        var (isProven, isApproved) = (attempt.IsProven(after), attempt.IsApproved(after));
        var blockers = SamlGuard.Check(before.Settings, after, administrators, isProven).ToList();
        if (!isApproved && await drafts.RequiresApprovalAsync(integration.Key, ct))
        {
            blockers.Add(new("approvalRequired", "SAML changes of this integration need a second person's approval: create a draft and ask somebody else to approve it.", sent.First().Key));
        }

        if (blockers.Count > 0 && !Overrides(attempt))
        {
            throw new ConflictException("The change was not made: " + (blockers.Exists(b => b.Code != "approvalRequired") ? "it could lock administrators out of Looker." : "it needs a second person's approval."), new SamlConflictDetails("blocked", blockers));
        }

        await ObserveAsync(integration, before, ct);
        var revision = Revision(integration, SamlSource.Scimify, attempt.Actor.Name, after);
        revision.AuthorId = attempt.Actor.Id;
        revision.Before = before.Settings.Store();
        revision.Note = attempt.Note;
        revision.ApproverName = isApproved ? attempt.ApproverName : null;
        revision.TestResult = isProven ? attempt.TestResult : null;
        revision.Overridden = blockers.Count > 0 ? JsonSerializer.Serialize(blockers, JsonSerializerOptions.Web) : null;
        revision.LeaseUntil = (clock.GetUtcNow() + Lease).ToUnixTimeMilliseconds();
        if (!await store.BeginAsync(revision, ct))
        {
            throw new ConflictException("Another change of the SAML configuration is under way. Wait until it is settled.", new { code = "underWay" });
        }

        return await SendAsync(attempt, client.Under(new LeasePermit(Moment.Now(clock), clock)), revision, sent);
    }

    /// <summary>Finds out whether Looker has an interrupted change, and records the result.</summary>
    /// <param name="integration">The integration whose change was interrupted.</param>
    /// <param name="ct">Stopping loses nothing.</param>
    /// <exception cref="ConflictException">The change is still under way.</exception>
    public async Task SettleAsync(Integration integration, CancellationToken ct)
    {
        if (await store.ApplyingAsync(integration.Key, ct) is not { } revision)
        {
            return;
        }

        if (revision.LeaseUntil > clock.GetUtcNow().ToUnixTimeMilliseconds())
        {
            throw new ConflictException("A change of the SAML configuration is under way. Wait until it is settled.", new { code = "underWay" });
        }

        var document = await SamlTrouble.ExplainAsync(() => SamlLooker.ReadAsync(connector.Connect(integration), ct));
        if (document.Settings.Fingerprint == revision.Fingerprint)
        {
            await RecordAsync(revision, SamlRevisionState.Applied, document, "Looker's answer was lost, but Looker had the change when it was read back.");
            return;
        }

        await RecordAsync(revision, SamlRevisionState.NotApplied, document, "The change was interrupted, and Looker did not have it when it was read back.");
        await ObserveAsync(integration, document, ct);
    }

    /// <summary>Records what Looker has, if it is new: somebody changed it in Looker.</summary>
    internal Task<SamlRevision> ObserveAsync(Integration integration, SamlDocument document, CancellationToken ct) => store.ObserveAsync(Found(integration, document), ct);

    /// <summary>From here on, a client that disconnects does not stop the change half-way.</summary>
    private async Task<SamlDocument> SendAsync(SamlAttempt attempt, LookerClient client, SamlRevision revision, JsonObject sent)
    {
        try
        {
            // Nobody else can apply now, so this read is final: the change is based on it.
            RequireUnchanged(await SamlLooker.ReadAsync(client, CancellationToken.None), attempt.Revision);
            using var answer = await client.UpdateSamlConfigAsync(sent, CancellationToken.None);
        }
        catch (ConflictException e)
        {
            await GiveUpAsync(revision, e);
            throw;
        }
        catch (LookerException e) when (!e.MayHaveHappened)
        {
            await GiveUpAsync(revision, e);
            throw SamlTrouble.Explain(e);
        }
        catch (LookerException e)
        {
            await store.PostponeAsync(revision, clock.GetUtcNow() + Lease, $"Looker did not answer: {e.Message}", CancellationToken.None);
            throw Unknown(e);
        }

        SamlDocument now;
        try
        {
            now = await SamlLooker.ReadAsync(client, CancellationToken.None);
        }
        catch (LookerException e)
        {
            await store.PostponeAsync(revision, clock.GetUtcNow(), $"Looker accepted the change but could not be read back: {e.Message}", CancellationToken.None);
            throw Unknown(e);
        }

        var kept = sent.Select(c => c.Key).Where(name => !SamlValues.Same(name, now.Settings[name], sent[name])).ToList();
        await RecordAsync(revision, SamlRevisionState.Applied, now, kept.Count == 0 ? null : $"Looker shows a value that differs from what was sent for {string.Join(", ", kept)}.", attempt);
        return kept.Count == 0
            ? now
            : throw new ConflictException($"Looker accepted the change but shows a value that differs from what was sent for {string.Join(", ", kept)}.", new { code = "notKept", fields = kept, current = now.WithRevision() });
    }

    private static void RequireUnchanged(SamlDocument document, string revision)
    {
        if (document.Revision != revision)
        {
            throw new ConflictException("The SAML configuration has changed in Looker since you read it. Review the current one and decide again.", new { code = "changed", current = document.WithRevision() });
        }
    }

    private async Task GiveUpAsync(SamlRevision revision, Exception why)
    {
        revision.State = SamlRevisionState.NotApplied;
        revision.SettledAt = clock.GetUtcNow();
        revision.Error = why.Message;
        await store.SettleAsync(revision, null, CancellationToken.None);
    }

    private async Task RecordAsync(SamlRevision revision, SamlRevisionState state, SamlDocument now, string? error, SamlAttempt? attempt = null)
    {
        var before = SamlSettings.Parse(revision.Before!);
        revision.State = state;
        revision.SettledAt = clock.GetUtcNow();
        revision.Error = error;
        if (state == SamlRevisionState.Applied)
        {
            revision.Settings = now.Settings.Store();
            revision.Fingerprint = now.Settings.Fingerprint;
            revision.LookerModifiedAt = now.ModifiedAt;
            revision.LookerModifiedBy = now.ModifiedBy;
        }

        var audit = attempt?.Actor.Audit(clock.GetUtcNow(), "saml.update", new AuditSubject("integration", attempt.Integration.Id.ToString(), attempt.Integration.Name),
            Values(before, now.Settings, c => c.Before), new
            {
                revision = revision.Number,
                changes = Values(before, now.Settings, c => c.After),
                note = revision.Note,
                overridden = revision.Overridden is null ? null : JsonNode.Parse(revision.Overridden),
                error,
            });
        await store.SettleAsync(revision, audit, CancellationToken.None);
    }

    private static JsonObject Values(SamlSettings before, SamlSettings after, Func<SamlFieldChange, JsonNode?> value) =>
        new(SamlFieldChange.Between(before, after).Select(c => KeyValuePair.Create(c.Name, value(c)?.DeepClone())));

    private static bool Overrides(SamlAttempt attempt)
    {
        if (attempt.Override is not { Length: > 0 } typed)
        {
            return false;
        }

        if (attempt.Actor.Role != PortalRole.Owner)
        {
            throw ValidationFailedException.Of("override", "must be left out: only an owner may go on against the lock-out guard.");
        }

        return typed == attempt.Integration.Name ? true : throw ValidationFailedException.Of("override", "must be the name of the integration.");
    }

    private SamlRevision Found(Integration integration, SamlDocument document)
    {
        var revision = Revision(integration, SamlSource.Looker, document.ModifiedBy is { } user ? $"Looker user {user}" : "Looker", document.Settings);
        revision.State = SamlRevisionState.Applied;
        revision.SettledAt = revision.At;
        revision.LookerModifiedAt = document.ModifiedAt;
        revision.LookerModifiedBy = document.ModifiedBy;
        return revision;
    }

    private SamlRevision Revision(Integration integration, SamlSource source, string author, SamlSettings settings) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()),
        OrganizationKey = integration.OrganizationKey,
        IntegrationKey = integration.Key,
        Source = source,
        At = clock.GetUtcNow(),
        AuthorName = author,
        Fingerprint = settings.Fingerprint,
        Settings = settings.Store(),
    };

    /// <summary>If the process stood still, the change may be settled by now, and must not be sent any longer.</summary>
    private sealed class LeasePermit(Moment since, TimeProvider clock) : ILookerPermit
    {
        public bool Holds => since.Elapsed(clock) < Lease / 2;
    }

    private static UnavailableException Unknown(LookerException e) => new(
        $"It is not known whether Looker has the change: {e.Message} Scimify reads it back within a few minutes, and the revision then shows the result.", new { code = "unknown" });
}
