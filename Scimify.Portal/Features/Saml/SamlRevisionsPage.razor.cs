using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Saml;

[ReadsFromLooker]
public sealed partial class SamlRevisionsPage : DataPage<SamlRevisionList>
{
    private const int PageSize = 20;

    private string? _done;
    private SamlRefused? _refusal;
    private SamlRevision? _refused;
    private PersonNames _names = PersonNames.None;

    [Inject] public required SamlRevisionsQuery Revisions { get; init; }

    [Inject] public required SamlService Saml { get; init; }

    [Inject] public required ISamlStore Store { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    private PageRequest Part => PageRequest.Of(Page, PageSize);

    protected override ChangeTopics Watches => ChangeTopics.Saml;

    protected override Guid? WatchedIntegration => Id;

    [Inject] public required PersonNamesQuery Names { get; init; }

    protected override async Task ArrivedAsync(Actor actor, SamlRevisionList value, CancellationToken ct) => _names = await Names.RunAsync(actor, ct);

    protected override async Task<SamlRevisionList> QueryAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        var integration = await Integrations.GetAsync(actor, Id, ct);
        return new(integration, await Revisions.RunAsync(integration.Key, Part, ct), (await Store.LatestAsync(integration.Key, ct))?.Id);
    }

    private static IReadOnlyList<SamlFieldChange> ChangesOf(SamlRevision revision) =>
        revision.Before is null ? [] : SamlFieldChange.Between(SamlSettings.Parse(revision.Before), SamlSettings.Parse(revision.Settings));

    private Task OverrideAsync(string name) => _refused is { } revision ? RestoreAsync(revision, name) : Task.CompletedTask;

    protected override async Task ResumeAsync()
    {
        if (await SignInAgain.TakeAsync<SamlRestoreWork>() is { } work && Value!.Revisions.Items.FirstOrDefault(revision => revision.Id == work.Revision) is { } revision)
        {
            await RestoreAsync(revision, null);
        }
    }

    private async Task RestoreAsync(SamlRevision revision, string? @override)
    {
        (_done, _refusal, _refused) = (null, null, revision);
        if (!await SignInAgain.IsFreshAsync(FreshAct.RestoreSaml, new SamlRestoreWork(revision.Id)))
        {
            return;
        }

        try
        {
            var actor = await Session.ActorAsync();
            var now = await Saml.GetAsync(actor, Id, Leaving);
            var changes = SamlFieldChange.Between(now.Settings, SamlSettings.Parse(revision.Settings));
            if (@override is null && await Dialogs.OpenAsync<ConfirmDialog>($"Restore revision {revision.Number}?", new Dictionary<string, object?>
            {
                [nameof(ConfirmDialog.Consequences)] = changes.Count == 0
                    ? ["Looker has these settings already."]
                    : (string[])["It takes effect at once for everybody who signs in to Looker.", .. SamlWords.Consequences(changes, SamlNames.Of(now))],
                [nameof(ConfirmDialog.Button)] = "Restore",
            }) is not true)
            {
                return;
            }

            await Saml.RestoreAsync(actor, Id, revision.Id, new SamlChange(now.Revision, Confirm: true, null, @override), Leaving);
            _done = $"Looker has the settings of revision {revision.Number} again.";
        }
        catch (SignInNotFreshException e)
        {
            await SignInAgain.LeadAsync(e.Act, new SamlRestoreWork(revision.Id));
            return;
        }
        catch (RequestException e)
        {
            _refusal = SamlRefused.Of(e);
        }

        await ReloadAsync();
    }
}

/// <param name="Latest">The revision that Looker was last seen to have.</param>
public sealed record SamlRevisionList(IntegrationView Integration, ResultPage<SamlRevision> Revisions, Guid? Latest);

/// <summary>What was to be restored, while its person signs in again.</summary>
internal sealed record SamlRestoreWork(Guid Revision);
