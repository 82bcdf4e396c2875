using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.People;

namespace Scimify.Portal.Features.Saml;

[ReadsFromLooker]
public sealed partial class SamlPage : DataPage<SamlPageView>
{
    private string? _problem;
    private PersonNames _names = PersonNames.None;

    [Inject] public required SamlQuery Saml { get; init; }

    [Inject] public required SamlDraftService Drafts { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required PersonNamesQuery Names { get; init; }

    [Parameter] public Guid Id { get; set; }

    protected override Task<SamlPageView> QueryAsync(Actor actor, CancellationToken ct) => Saml.RunAsync(actor, Id, ct);

    protected override async Task ArrivedAsync(Actor actor, SamlPageView value, CancellationToken ct) => _names = await Names.RunAsync(actor, ct);

    private Task NewDraftAsync() => TryAsync(async actor =>
    {
        var draft = await Drafts.CreateAsync(actor, Id, SamlDraftTitles.New(Clock), null, Leaving);
        Navigation.NavigateTo($"integrations/{Id}/saml/drafts/{draft.Draft.Id}");
    });

    private Task SetApprovalAsync(ChangeEventArgs e) => TryAsync(async actor =>
    {
        await Drafts.SetRequiresApprovalAsync(actor, Id, e.Value is true, Leaving);
        await ReloadAsync();
    });

    private async Task TryAsync(Func<Actor, Task> what)
    {
        _problem = null;
        try
        {
            await what(await Session.ActorAsync());
        }
        catch (SignInNotFreshException e)
        {
            await SignInAgain.LeadAsync(e.Act);
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }
}

/// <summary>The title of a draft until somebody gives it one.</summary>
internal static class SamlDraftTitles
{
    public static string New(TimeProvider clock) => $"Draft of {clock.GetUtcNow():yyyy-MM-dd HH:mm} UTC";
}
