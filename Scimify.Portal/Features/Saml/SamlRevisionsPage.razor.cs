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
    private PersonNames _people = PersonNames.None;
    private SamlNames _names = SamlWords.NoNames;
    private readonly Dictionary<string, string?> _lookerUsers = [];
    private string? _nameless;
    private bool _isNamed;

    [Inject] public required SamlRevisionsQuery Revisions { get; init; }

    [Inject] public required SamlService Saml { get; init; }

    [Inject] public required SamlDraftService Drafts { get; init; }

    [Inject] public required ISamlStore Store { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    /// <summary>The revision that is shown; null for the one that Looker has.</summary>
    [SupplyParameterFromQuery(Name = "revision")] public int? Number { get; set; }

    private PageRequest Part => PageRequest.Of(Page, PageSize);

    protected override ChangeTopics Watches => ChangeTopics.Saml;

    protected override Guid? WatchedIntegration => Id;

    [Inject] public required PersonNamesQuery Names { get; init; }

    protected override async Task<SamlRevisionList> QueryAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadSaml);
        var integration = await Integrations.GetAsync(actor, Id, ct);
        var (revisions, latest) = (await Revisions.RunAsync(integration.Key, Part, ct), await Store.LatestAsync(integration.Key, ct));
        var newer = revisions.Items is [var first, ..] ? await Revisions.NewerAsync(integration.Key, first.Number, ct) : null;
        var rows = SamlRevisionRow.Of(revisions.Items, newer, latest?.Id);
        var chosen = Number is { } number
            ? rows.FirstOrDefault(row => row.Revision.Number == number) ?? await RowOfAsync(integration.Key, number, latest?.Id, ct)
            : rows.FirstOrDefault(row => row.IsLatest) ?? (rows is [var newest, ..] ? newest : null);
        return new(integration, rows, revisions.Total, latest, chosen);
    }

    protected override async Task ArrivedAsync(Actor actor, SamlRevisionList value, CancellationToken ct)
    {
        _people = await Names.RunAsync(actor, ct);
        if (value.Total > 0 && !_isNamed)
        {
            _isNamed = true;
            _ = NameAsync(actor, value);
        }
    }

    /// <summary>A revision that is on another page of the list.</summary>
    private async Task<SamlRevisionRow?> RowOfAsync(int integrationKey, int number, Guid? latest, CancellationToken ct) =>
        await Revisions.FindAsync(integrationKey, number, ct) is { } revision
            ? SamlRevisionRow.Of([revision], await Revisions.NewerAsync(integrationKey, number, ct), latest)[0]
            : null;

    /// <summary>Looker knows the names of roles, groups, attributes and its own users. The page does not wait for them, and shows IDs until they are there.</summary>
    private async Task NameAsync(Actor actor, SamlRevisionList list)
    {
        try
        {
            _names = SamlNames.Of(await Saml.GetAsync(actor, Id, Leaving));
            foreach (var user in list.Rows.Append(list.Chosen).Select(row => row?.LookerUser).OfType<string>().Distinct())
            {
                _lookerUsers[user] = await Saml.UserNameAsync(actor, Id, user, Leaving);
            }
        }
        catch (RequestException e)
        {
            _nameless = e.Message;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        StateHasChanged();
    }

    /// <summary>Who made a change in Looker, by name if Looker shows it.</summary>
    private string AuthorOf(SamlRevisionRow row) =>
        row.LookerUser is { } user && _lookerUsers.GetValueOrDefault(user) is { } name ? $"{name}, in Looker" : row.Revision.AuthorName;

    private string HrefOf(SamlRevision revision) => Navigation.GetUriWithQueryParameter("revision", revision.Number);

    private Task ReadAsync() => TryAsync(async actor =>
    {
        await Saml.ConflictsAsync(actor, Id, Leaving);
        _done = "Looker was read. A change that somebody made there is now a revision.";
    });

    private async Task<Loadable<IReadOnlyList<SamlFinding>>> CheckAsync(SamlRevision revision)
    {
        try
        {
            var actor = await Session.ActorAsync();
            var now = await Saml.GetAsync(actor, Id, Leaving);
            return new Loadable<IReadOnlyList<SamlFinding>>.Ready(await Saml.ConflictsAsync(actor, Id, now.Settings.ChangesTo(SamlSettings.Parse(revision.Settings)), Leaving));
        }
        catch (RequestException e)
        {
            return new Loadable<IReadOnlyList<SamlFinding>>.Failed(e.Message, IsMissing: false);
        }
    }

    private Task DraftAsync(SamlRevision revision) => TryAsync(async actor =>
    {
        var now = await Saml.GetAsync(actor, Id, Leaving);
        var draft = await Drafts.CreateAsync(actor, Id, $"Back to revision {revision.Number}", now.Settings.ChangesTo(SamlSettings.Parse(revision.Settings)), Leaving);
        Navigation.NavigateTo($"integrations/{Id}/saml/drafts/{draft.Draft.Id}");
    });

    private async Task TryAsync(Func<Actor, Task> what)
    {
        (_done, _refusal, _refused) = (null, null, null);
        try
        {
            await what(await Session.ActorAsync());
        }
        catch (RequestException e)
        {
            _refusal = SamlRefused.Of(e);
        }

        await ReloadAsync();
    }

    private Task OverrideAsync(string name) => _refused is { } revision ? RestoreAsync(revision, name) : Task.CompletedTask;

    protected override async Task ResumeAsync()
    {
        if (await SignInAgain.TakeAsync<SamlRestoreWork>() is { } work && Value?.Chosen is { Revision: var revision } && revision.Id == work.Revision)
        {
            await RestoreAsync(revision);
        }
    }

    private Task RestoreAsync(SamlRevision revision) => RestoreAsync(revision, null);

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
            if (@override is null && await Dialogs.OpenAsync<ConfirmDialog>($"Go back to revision {revision.Number}?", new Dictionary<string, object?>
            {
                [nameof(ConfirmDialog.Consequences)] = changes.Count == 0
                    ? ["Looker has these settings already."]
                    : (string[])["It takes effect at once for everybody who signs in to Looker.", .. SamlWords.Consequences(changes, SamlNames.Of(now))],
                [nameof(ConfirmDialog.Button)] = "Go back",
            }) is not true)
            {
                return;
            }

            await Saml.RestoreAsync(actor, Id, revision.Id, new SamlChange(now.Revision, Confirm: true, null, @override), Leaving);
            _done = $"Looker has the settings of revision {revision.Number} again.";
            Navigation.NavigateTo($"integrations/{Id}/saml/revisions");    // which shows the new revision
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

/// <param name="Total">Of all pages.</param>
/// <param name="Latest">The revision that Looker was last seen to have; null if Looker was never read.</param>
/// <param name="Chosen">Null if there is no revision, or none of the number in the address.</param>
public sealed record SamlRevisionList(IntegrationView Integration, IReadOnlyList<SamlRevisionRow> Rows, long Total, SamlRevision? Latest, SamlRevisionRow? Chosen);

/// <summary>What was to be restored, while its person signs in again.</summary>
internal sealed record SamlRestoreWork(Guid Revision);
