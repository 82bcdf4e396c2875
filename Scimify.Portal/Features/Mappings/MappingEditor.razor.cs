using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Values;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Mappings;

/// <summary>Edits mappings by Looker's names. Before anything is saved, it says in numbers what would change.</summary>
public sealed partial class MappingEditor : ComponentBase
{
    private IReadOnlyDictionary<string, string[]> _errors = new Dictionary<string, string[]>();
    private Loadable<MappingChoices> _choices = new Loadable<MappingChoices>.Loading();
    private MappingDraft _draft = null!;    // set before the first rendering
    private IReadOnlyList<GroupChoice> _found = [];
    private MappingPreview? _preview;
    private string? _problem;
    private string? _groupError;
    private string _groupName = "";
    private bool _isSaved;

    [Inject] public required MappingService Mappings { get; init; }

    [Inject] public required MappingsPageQuery Query { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Parameter, EditorRequired] public required MappingsView View { get; set; }

    [Parameter] public EventCallback OnSaved { get; set; }

    protected override Task OnInitializedAsync()
    {
        _draft = new MappingDraft(View.Stored);
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            _choices = new Loadable<MappingChoices>.Ready(await Mappings.ChoicesAsync(await Session.ActorAsync(), View.Integration, CancellationToken.None));
        }
        catch (RequestException e)
        {
            _choices = new Loadable<MappingChoices>.Failed(e.Message, IsMissing: false);
        }
    }

    /// <summary>How many changes are not saved, including the name of a group that was not added.</summary>
    private int Unsaved => _isSaved ? 0 : _draft.Changes() + (_groupName.Trim().Length > 0 ? 1 : 0);

    private void Discard()
    {
        _draft = new MappingDraft(View.Stored);
        (_groupName, _groupError, _preview, _problem, _errors) = ("", null, null, null, new Dictionary<string, string[]>());
    }

    private string? Error(string field) => FieldSentence.WithoutField(field, _errors.GetValueOrDefault(field));

    private string? Invalid(string field) => _errors.ContainsKey(field) ? "true" : null;

    /// <summary>Discards the preview, which no longer applies.</summary>
    private void Changed() => _preview = null;

    private void AddAttribute()
    {
        _draft.Attributes.Add(new AttributeMappingDraft());
        Changed();
    }

    private void RemoveAttribute(AttributeMappingDraft attribute)
    {
        _draft.Attributes.Remove(attribute);
        _errors = new Dictionary<string, string[]>();
        Changed();
    }

    private void AddRole(GroupDraft group, string? roleId)
    {
        if (!string.IsNullOrEmpty(roleId))
        {
            group.Roles.Add(roleId);
            Changed();
        }
    }

    /// <summary>A group without roles is no longer mapped.</summary>
    private void RemoveRole(GroupDraft group, string roleId)
    {
        group.Roles.Remove(roleId);
        if (group.Roles.Count == 0)
        {
            _draft.Groups.Remove(group);
        }

        Changed();
    }

    private async Task FindGroupsAsync()
    {
        _groupError = null;
        _found = await Query.GroupsAsync(await Session.ActorAsync(), View.Integration, _groupName, CancellationToken.None);
    }

    private async Task AddGroupAsync()
    {
        await FindGroupsAsync();
        var found = _found.FirstOrDefault(g => ScimText.Normalise(g.Name) == ScimText.Sought(_groupName));
        if (found is null)
        {
            _groupError = _found.Count == 1 ? $"There is no group of this name. Did you mean “{_found[0].Name}”?" : "There is no SCIM group of this name.";
        }
        else if (_draft.Groups.Exists(g => g.Id == found.Id))
        {
            _groupError = "This group is already in the list.";
        }
        else
        {
            _draft.Groups.Add(new GroupDraft(found.Id, found.Name, []));
            (_groupName, _found) = ("", []);
            Changed();
        }
    }

    private Task PreviewAsync() => TryAsync(CountAsync);

    private Task SaveAsync() => TryAsync(async actor =>
    {
        await CountAsync(actor);
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>("Save these mappings?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[]
            {
                $"{MappingWords.Of(_preview!)}{(_preview!.LookerCalls == 0 ? "" : $", with about {Times.Count(_preview.LookerCalls, "call")}")}.",
                "SCIM writes come before this work.",
                "Values of attributes that are no longer mapped stay in Looker. Roles that Scimify gave are removed.",
            },
            [nameof(ConfirmDialog.Button)] = "Save mappings",
        });
        if (confirmed is true)
        {
            await Mappings.SaveAsync(actor, View.Integration, _draft.ToInput(), CancellationToken.None);
            _isSaved = true;
            StateHasChanged();    // leaving asks no more
            await OnSaved.InvokeAsync();
        }
    });

    private async Task CountAsync(Actor actor) =>
        _preview = await Mappings.PreviewAsync(actor, View.Integration, _draft.ToInput(), CancellationToken.None);

    private async Task TryAsync(Func<Actor, Task> what)
    {
        (_problem, _preview, _errors) = (null, null, new Dictionary<string, string[]>());
        try
        {
            await what(await Session.ActorAsync());
        }
        catch (ValidationFailedException e)
        {
            _errors = e.Fields;
            _problem = "Nothing was saved. Check the marked fields.";
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }
}
