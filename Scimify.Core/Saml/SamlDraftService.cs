using System.Text.Json.Nodes;
using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Saml;

/// <summary>Creates, tests, approves and applies drafts of SAML changes. Throws like <see cref="SamlService"/>.</summary>
public sealed class SamlDraftService(IIntegrationStore integrations, ISamlDraftStore drafts, LookerConnector connector, SamlApplier applier, TimeProvider clock)
{
    private const int LongestTitle = 100;

    /// <summary>Open drafts, newest first.</summary>
    public async Task<IReadOnlyList<SamlDraft>> ListAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        return await drafts.OpenAsync((await IntegrationAsync(actor, integrationId, ct)).Key, ct);
    }

    /// <summary>The draft, compared with what Looker has now.</summary>
    public async Task<SamlDraftView> GetAsync(Actor actor, Guid integrationId, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        var integration = await IntegrationAsync(actor, integrationId, ct);
        return await ViewAsync(integration, await DraftAsync(integration, id, ct), ct);
    }

    /// <exception cref="ValidationFailedException">Keyed by the member name of the body or of Looker.</exception>
    public async Task<SamlDraftView> CreateAsync(Actor actor, Guid integrationId, string? title, JsonObject? changes, CancellationToken ct)
    {
        actor.Require(Permission.ManageSaml);
        var integration = await IntegrationAsync(actor, integrationId, ct);
        var errors = new FieldErrors();
        CheckTitle(title, errors);
        errors.ThrowIfAny();
        var document = await ReadAsync(integration, ct);
        SamlChangeRules.Check(changes ?? [], document.Settings);
        var now = clock.GetUtcNow();
        var draft = new SamlDraft
        {
            Id = Guid.CreateVersion7(now),
            OrganizationKey = integration.OrganizationKey,
            IntegrationKey = integration.Key,
            Title = title!.Trim(),
            AuthorId = actor.Id,
            AuthorName = actor.Name,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
            BaseSettings = document.Settings.Store(),
            Changes = document.Settings.Reduce(changes ?? []).ToJsonString(),
        };
        await drafts.AddAsync(draft, Audit(actor, "saml.draft.create", draft), ct);
        return await ViewAsync(integration, draft, document, ct);
    }

    /// <summary>Replaces the title and the changes, whichever is given.</summary>
    /// <param name="rebase">Bases the draft on what Looker has now: the person has seen the difference.</param>
    /// <exception cref="ConflictException">Somebody has changed the draft since.</exception>
    public async Task<SamlDraftView> UpdateAsync(
        Actor actor, Guid integrationId, Guid id, long? version, string? title, JsonObject? changes, bool rebase, CancellationToken ct)
    {
        actor.Require(Permission.ManageSaml);
        var integration = await IntegrationAsync(actor, integrationId, ct);
        await DraftAsync(integration, id, ct);
        var errors = new FieldErrors();
        RequireVersion(version, errors);
        if (title is not null)
        {
            CheckTitle(title, errors);
        }

        errors.ThrowIfAny();
        var document = await ReadAsync(integration, ct);
        SamlChangeRules.Check(changes ?? [], document.Settings);
        var draft = await ChangeAsync(actor, integration, id, version, "saml.draft.update", d =>
        {
            d.Title = title?.Trim() ?? d.Title;
            if (changes is not null)
            {
                // Whoever edited the draft last cannot approve it.
                (d.Changes, d.AuthorId, d.AuthorName) = (changes.ToJsonString(), actor.Id, actor.Name);
            }

            d.BaseSettings = rebase ? document.Settings.Store() : d.BaseSettings;
        }, ct);
        return await ViewAsync(integration, draft, document, ct);
    }

    public async Task DiscardAsync(Actor actor, Guid integrationId, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageSaml);
        var integration = await IntegrationAsync(actor, integrationId, ct);
        var draft = await DraftAsync(integration, id, ct);
        await EndTestAsync(integration, draft, ct);
        await ChangeAsync(actor, integration, id, null, "saml.draft.discard", d =>
        {
            d.State = SamlDraftState.Discarded;
            d.TestSlug = null;
        }, ct);
    }

    /// <summary>Creates a test configuration in Looker, which somebody then signs in with. The live configuration stays untouched.</summary>
    /// <exception cref="ValidationFailedException">Looker found something wrong; keyed by its member name.</exception>
    public async Task<SamlDraftView> TestAsync(Actor actor, Guid integrationId, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageSaml);
        var integration = await IntegrationAsync(actor, integrationId, ct);
        var draft = await DraftAsync(integration, id, ct);
        RequireNotPlan(integration);
        await EndTestAsync(integration, draft, ct);
        var document = await ReadAsync(integration, ct);
        var after = draft.After(document.Settings);
        var slug = await SamlTrouble.ExplainAsync(async () =>
        {
            using var answer = await connector.Connect(integration).CreateSamlTestConfigAsync(after.ForTest(), ct);
            return answer.RootElement.GetProperty("test_slug").GetString();
        });
        draft = await ChangeAsync(actor, integration, id, null, "saml.draft.test", d =>
        {
            (d.Test, d.TestSlug, d.TestedFingerprint, d.TestedByName, d.TestedAt) = (SamlTestState.Open, slug, after.Fingerprint, actor.Name, clock.GetUtcNow());
        }, ct);
        return await ViewAsync(integration, draft, document, ct);
    }

    /// <summary>Records how the test login went. Looker's API does not say, so the person who signed in does. Deletes the test configuration.</summary>
    /// <exception cref="ConflictException">No test is under way.</exception>
    public async Task<SamlDraftView> TellTestAsync(Actor actor, Guid integrationId, Guid id, bool? passed, CancellationToken ct)
    {
        actor.Require(Permission.ManageSaml);
        var integration = await IntegrationAsync(actor, integrationId, ct);
        var draft = await DraftAsync(integration, id, ct);
        if (passed is null)
        {
            throw ValidationFailedException.Of("passed", "is required: whether the login with the test configuration succeeded.");
        }

        if (draft.Test != SamlTestState.Open)
        {
            throw new ConflictException("No test is under way. Start one first.", new { code = "noTest" });
        }

        await EndTestAsync(integration, draft, ct);
        draft = await ChangeAsync(actor, integration, id, null, "saml.draft.tested", d =>
        {
            (d.Test, d.TestSlug, d.TestedByName, d.TestedAt) = (passed.Value ? SamlTestState.Passed : SamlTestState.Failed, null, actor.Name, clock.GetUtcNow());
        }, ct);
        return await ViewAsync(integration, draft, ct);
    }

    /// <summary>Records the second person's approval. It holds for exactly the settings that would result.</summary>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ConflictException">The author cannot approve their own draft.</exception>
    public async Task<SamlDraftView> ApproveAsync(Actor actor, Guid integrationId, Guid id, long? version, CancellationToken ct)
    {
        actor.Require(Permission.ManageSaml);
        FreshSignIn.Require(FreshAct.ApproveSaml, actor, clock.GetUtcNow());
        var integration = await IntegrationAsync(actor, integrationId, ct);
        var draft = await DraftAsync(integration, id, ct);
        var errors = new FieldErrors();
        RequireVersion(version, errors);
        errors.ThrowIfAny();
        if (draft.AuthorId == actor.Id)
        {
            throw new ConflictException("Somebody other than the author has to approve a draft.", new { code = "ownDraft" });
        }

        var document = await ReadAsync(integration, ct);
        draft = await ChangeAsync(actor, integration, id, version, "saml.draft.approve", d =>
        {
            (d.ApprovedFingerprint, d.ApproverId, d.ApproverName, d.ApprovedAt) = (d.After(document.Settings).Fingerprint, actor.Id, actor.Name, clock.GetUtcNow());
        }, ct);
        return await ViewAsync(integration, draft, document, ct);
    }

    /// <summary>Applies the draft to Looker, past the same guard as any change. If Looker already has the settings, no call is made.</summary>
    /// <inheritdoc cref="SamlService.ChangeAsync"/>
    public async Task<SamlDocument> ApplyAsync(Actor actor, Guid integrationId, Guid id, long? version, SamlChange change, CancellationToken ct)
    {
        actor.Require(Permission.ManageSaml);
        var integration = await IntegrationAsync(actor, integrationId, ct);
        var draft = await DraftAsync(integration, id, ct);
        var errors = new FieldErrors();
        RequireVersion(version, errors);
        SamlService.RequireConfirmation(change.Revision, change.Confirm, errors);
        errors.ThrowIfAny();
        if (draft.Version != version)
        {
            throw Changed();
        }

        var document = await applier.ApplyAsync(
            new SamlAttempt(actor, integration, change.Revision!, current => draft.ChangesFor(current))
            {
                Override = change.Override,
                Note = draft.Title,
                IsProven = draft.IsTested,
                IsApproved = after => draft.ApprovedFingerprint == after.Fingerprint && draft.AuthorId != draft.ApproverId,
                ApproverName = draft.ApproverName,
                TestResult = draft.Test == SamlTestState.Passed ? $"Login succeeded, according to {draft.TestedByName}" : null,
            },
            ct);
        await ChangeAsync(actor, integration, id, null, "saml.draft.apply", d => d.State = SamlDraftState.Applied, CancellationToken.None);
        return document;
    }

    public async Task<bool> RequiresApprovalAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        return await drafts.RequiresApprovalAsync((await IntegrationAsync(actor, integrationId, ct)).Key, ct);
    }

    /// <summary>Decides whether changes need a second person's approval from now on. For owners only.</summary>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    public async Task SetRequiresApprovalAsync(Actor actor, Guid integrationId, bool? required, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        FreshSignIn.Require(FreshAct.ChangeSamlApproval, actor, clock.GetUtcNow());
        var integration = await IntegrationAsync(actor, integrationId, ct);
        var value = required ?? throw ValidationFailedException.Of("requiresApproval", "is required: true or false.");
        var audit = actor.Audit(clock.GetUtcNow(), "saml.policy", new AuditSubject("integration", integration.Id.ToString(), integration.Name),
            new { requiresApproval = !value }, new { requiresApproval = value });
        await drafts.SetRequiresApprovalAsync(integration.Key, value, audit, ct);
    }

    private async Task<SamlDraftView> ViewAsync(Integration integration, SamlDraft draft, CancellationToken ct) =>
        await ViewAsync(integration, draft, await ReadAsync(integration, ct), ct);

    private async Task<SamlDraftView> ViewAsync(Integration integration, SamlDraft draft, SamlDocument document, CancellationToken ct) =>
        new(draft, document, integration.BaseUrl, await drafts.RequiresApprovalAsync(integration.Key, ct));

    private async Task EndTestAsync(Integration integration, SamlDraft draft, CancellationToken ct)
    {
        if (draft.TestSlug is { } slug)
        {
            await SamlTrouble.ExplainAsync(async () =>
            {
                await connector.Connect(integration).DeleteSamlTestConfigAsync(slug, ct);
                return true;
            });
        }
    }

    private Task<SamlDraft> ChangeAsync(Actor actor, Integration integration, Guid id, long? version, string action, Action<SamlDraft> change, CancellationToken ct) =>
        drafts.ChangeAsync(integration.Key, id, draft =>
        {
            if (draft.State != SamlDraftState.Open || (version is not null && draft.Version != version))
            {
                throw Changed();
            }

            change(draft);
            draft.Version++;
            draft.UpdatedAt = clock.GetUtcNow();
            return Audit(actor, action, draft);
        }, ct);

    private AuditEntry Audit(Actor actor, string action, SamlDraft draft) => actor.Audit(
        clock.GetUtcNow(), action, new AuditSubject("samlDraft", draft.Id.ToString(), draft.Title),
        after: new { changes = JsonNode.Parse(draft.Changes), test = draft.Test.ToString(), approver = draft.ApproverName });

    private Task<SamlDocument> ReadAsync(Integration integration, CancellationToken ct) =>
        SamlTrouble.ExplainAsync(() => SamlLooker.ReadAsync(connector.Connect(integration), ct));

    private async Task<Integration> IntegrationAsync(Actor actor, Guid id, CancellationToken ct) =>
        await integrations.FindAsync(actor.OrganizationKey, id, ct) ?? throw IntegrationService.NotFound(id);

    private async Task<SamlDraft> DraftAsync(Integration integration, Guid id, CancellationToken ct) =>
        await drafts.FindAsync(integration.Key, id, ct) is { State: SamlDraftState.Open } draft ? draft : throw new NotFoundException($"Draft with UUID {id} not found");

    private static void RequireNotPlan(Integration integration)
    {
        if (integration.Mode == IntegrationMode.Plan)
        {
            throw new ConflictException("The integration is in plan mode, which writes nothing to Looker. Switch it to live first.", new { code = "planMode" });
        }
    }

    private static void CheckTitle(string? title, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(title) || title.Trim().Length > LongestTitle)
        {
            errors.Add("title", $"is required: 1 to {LongestTitle} characters.");
        }
    }

    private static void RequireVersion(long? version, FieldErrors errors)
    {
        if (version is null)
        {
            errors.Add("version", "is required: the version of the draft that was looked at.");
        }
    }

    private static ConflictException Changed() => new("Somebody has changed the draft since you opened it. Review it again.", new { code = "draftChanged" });
}
