using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.PersonalTokens;

/// <summary>A person's own keys to the REST API.</summary>
public sealed partial class PersonalTokensPage : DataPage<PersonalTokensView>
{
    private string? _problem;

    [Inject] public required PersonalAccessTokenService Tokens { get; init; }

    [Inject] public required PersonalTokensQuery Query { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    private PageRequest Part => PageRequest.Of(Page);

    protected override async Task<PersonalTokensView> QueryAsync(Actor actor, CancellationToken ct) => new(await Query.RunAsync(actor, Part, ct));

    private async Task GenerateAsync()
    {
        _problem = null;
        if (await Dialogs.OpenAsync<NewPersonalTokenDialog>("Generate a personal access token") is IssuedPersonalAccessToken issued)
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
                $"1 token, “{token.Name}”, stops working at once. This cannot be undone.",
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

public sealed record PersonalTokensView(ResultPage<PersonalAccessTokenView> Tokens);
