using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.PersonalTokens;

/// <summary>Keys to the REST API: one's own, and for whoever may read people, everybody's.</summary>
public sealed partial class PersonalTokensPage : DataPage<PersonalTokensView>
{
    private const string Everyone = "everyone";

    private string? _problem;

    [Inject] public required PersonalAccessTokenService Tokens { get; init; }

    [Inject] public required PersonalTokensQuery Query { get; init; }

    [Inject] public required TokenPolicyService Policies { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    /// <summary><c>everyone</c> for the tokens of all people; null for one's own.</summary>
    [SupplyParameterFromQuery] public string? Of { get; set; }

    private static IReadOnlyList<(string Key, string Text)> Whose { get; } = [("", "Yours"), (Everyone, "Everybody's")];

    private bool IsOfEveryone => Of == Everyone && May(Permission.ReadPeople);

    private PageRequest Part => PageRequest.Of(Page, PageSizes.Of(Size));

    protected override ChangeTopics Watches => ChangeTopics.People;

    protected override async Task<PersonalTokensView> QueryAsync(Actor actor, CancellationToken ct) => new(
        await (IsOfEveryone ? Query.EveryoneAsync(actor, Part, ct) : Query.OwnAsync(actor, Part, ct)),
        await Policies.GetAsync(actor, TokenPolicyKind.Personal, ct));

    private bool MayRevoke(PersonalAccessTokenView token) => token.PersonId == Actor!.Id || May(Permission.ManagePeople);

    private Task GenerateAsync() => GenerateAsync(null);

    protected override async Task ResumeAsync()
    {
        if (await SignInAgain.TakeAsync<PersonalTokenWork>() is { } work)
        {
            await GenerateAsync(work);
        }
    }

    /// <param name="work">What was typed before; null for an empty form.</param>
    private async Task GenerateAsync(PersonalTokenWork? work)
    {
        _problem = null;
        if (!await SignInAgain.IsFreshAsync(FreshAct.CreatePersonalToken, work ?? PersonalTokenWork.New(Value!.Policy)))
        {
            return;
        }

        if (await Dialogs.OpenAsync<NewPersonalTokenDialog>("Create a personal access token", new Dictionary<string, object?>
        {
            [nameof(NewPersonalTokenDialog.Policy)] = Value!.Policy,
            [nameof(NewPersonalTokenDialog.Role)] = Actor!.Role,
            [nameof(NewPersonalTokenDialog.Work)] = work,
        }) is IssuedPersonalAccessToken issued)
        {
            await Dialogs.OpenAsync<PersonalSecretDialog>("Copy the token now", new Dictionary<string, object?>
            {
                [nameof(PersonalSecretDialog.Secret)] = issued.Secret,
            }, mustAnswer: true);
            await ReloadAsync();
        }
    }

    private async Task RevokeAsync(PersonalAccessTokenView token)
    {
        _problem = null;
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>("Revoke this token?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[]
            {
                token.PersonId == Actor!.Id
                    ? $"1 token, “{token.Name}”, stops working at once. This cannot be undone."
                    : $"1 token of {token.PersonEmail}, “{token.Name}”, stops working at once. This cannot be undone.",
                token.LastUsedAt is { } used ? $"It was last used {Times.Ago(Clock.GetUtcNow() - used)}." : "It has never been used.",
            },
            [nameof(ConfirmDialog.Button)] = "Revoke token",
        });
        if (confirmed is not true)
        {
            return;
        }

        try
        {
            await Tokens.RevokeAsync(await Session.ActorAsync(), token.Id, Leaving);
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }

        await ReloadAsync();
    }
}

public sealed record PersonalTokensView(ResultPage<PersonalAccessTokenView> Tokens, TokenPolicy Policy);
