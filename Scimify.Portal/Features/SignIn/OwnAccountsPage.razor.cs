using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Authentication.Providers;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.SignIn;

/// <summary>One's own accounts at providers: connect and disconnect.</summary>
public sealed partial class OwnAccountsPage : DataPage<OwnAccounts>
{
    private static readonly string[] Consequences = ["It no longer signs you in.", "Without another account or a password, you cannot sign in at all."];

    private (string Tone, string Text)? _notice;

    [Inject] public required ProviderSignIn SignIn { get; init; }

    [Inject] public required ProviderSnapshots Providers { get; init; }

    [Inject] public required JourneyTickets Tickets { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    protected override async Task<OwnAccounts> QueryAsync(Actor actor, CancellationToken ct) => new(
        await SignIn.LoginsAsync(actor, ct),
        [.. (await Providers.EnabledAsync(ct)).Where(provider => provider.OrganizationKey == actor.OrganizationKey)]);

    private async Task ConnectAsync(ProviderSnapshot provider)
    {
        if (await SignInAgain.IsFreshAsync(FreshAct.ConnectAccount))
        {
            var ticket = Tickets.Issue(JourneyPurpose.Connect, await Session.ActorAsync(), provider.Id);
            Navigation.NavigateTo($"sign-in/connect/{provider.Id}?ticket={Uri.EscapeDataString(ticket)}", forceLoad: true);
        }
    }

    private async Task DisconnectAsync(ProviderLogin login)
    {
        _notice = null;
        if (!await SignInAgain.IsFreshAsync(FreshAct.ConnectAccount) || await Dialogs.OpenAsync<ConfirmDialog>("Disconnect this account?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = Consequences,
            [nameof(ConfirmDialog.Button)] = "Disconnect",
        }) is not true)
        {
            return;
        }

        try
        {
            await SignIn.DisconnectAsync(await Session.ActorAsync(), login.Issuer, login.Subject, Leaving);
            _notice = ("good", "The account is disconnected.");
        }
        catch (RequestException e)
        {
            _notice = ("bad", e.Message);
        }

        await ReloadAsync();
    }
}

/// <param name="Providers">The organization's, switched on.</param>
public sealed record OwnAccounts(IReadOnlyList<ProviderLogin> Logins, IReadOnlyList<ProviderSnapshot> Providers)
{
    public string NameOf(ProviderLogin login) => Providers.FirstOrDefault(provider => provider.Id == login.ProviderId)?.Name ?? "A provider that is off or gone";
}
