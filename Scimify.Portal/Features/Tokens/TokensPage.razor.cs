using Microsoft.AspNetCore.Components;
using Radzen;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Components.Shared;

namespace Scimify.Portal.Features.Tokens;

public sealed partial class TokensPage : DataPage<TokensView>
{
    private string? _problem;

    [Inject] public required TokensQuery List { get; init; }

    [Inject] public required TokenService Tokens { get; init; }

    [Inject] public required DialogService Dialogs { get; init; }

    [Inject] public required ConsoleAddresses Addresses { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public bool Revoked { get; set; }

    protected override Task<TokensView> QueryAsync(Actor actor, CancellationToken ct) => List.RunAsync(actor, Id, Revoked, ct);

    private void ShowRevoked(ChangeEventArgs e) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("revoked", e.Value is true ? true : (bool?)null));

    private async Task GenerateAsync()
    {
        _problem = null;
        var issued = await Dialogs.OpenAsync<NewTokenDialog>("Generate a SCIM token", new Dictionary<string, object?>
        {
            [nameof(NewTokenDialog.IntegrationId)] = Id,
        });
        if (issued is IssuedToken token)
        {
            await Dialogs.OpenAsync<TokenSecretDialog>("Copy the token now", new Dictionary<string, object?>
            {
                [nameof(TokenSecretDialog.Issued)] = token,
                [nameof(TokenSecretDialog.ScimUrl)] = Addresses.ScimUrl,
            }, new DialogOptions { CloseDialogOnOverlayClick = false, CloseDialogOnEsc = false, ShowClose = false, Width = "34rem" });
            await ReloadAsync();
        }
    }

    private async Task RevokeAsync(ScimTokenView token)
    {
        _problem = null;
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>("Revoke this token?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = new[]
            {
                $"1 token, “{token.Description}”, stops working at once and for good.",
                token.LastUsedAt is { } used
                    ? $"It was last used {Times.Ago(Clock.GetUtcNow() - used)}: whoever uses it gets errors until a new one is entered there."
                    : "It has never been used.",
                "Users and groups in Looker stay as they are.",
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
