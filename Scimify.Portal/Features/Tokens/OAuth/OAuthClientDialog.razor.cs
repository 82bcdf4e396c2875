using Microsoft.AspNetCore.Components;
using Scimify.Core.OAuth;
using Scimify.Core.Requests;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>Creates or changes an OAuth client. Closes with the <see cref="IssuedOAuthClient"/> of a new one, or with true, or with nothing.</summary>
public sealed partial class OAuthClientDialog : ComponentBase, IDisposable
{
    private static readonly Choice[] Proofs =
    [
        new(OAuthClientForm.BySecret, "A client secret", "OAuth 2.0 client credentials. The secret is shown once."),
        new(OAuthClientForm.ByTrust, "The identity provider’s signature", "Workload identity federation: there is no secret to lose or to rotate."),
    ];

    private readonly CancellationTokenSource _leaving = new();
    private OAuthClientForm _form = new();
    private Dictionary<string, string> _errors = [];
    private string? _problem;
    private bool _running;

    [Inject] public required OAuthClientService Clients { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired] public required Guid IntegrationId { get; set; }

    [Parameter, EditorRequired] public required TokenPolicy Policy { get; set; }

    /// <summary>Null for a new one.</summary>
    [Parameter] public OAuthClientView? Client { get; set; }

    /// <summary>What was typed before the person had to sign in again; null for nothing.</summary>
    [Parameter] public OAuthClientForm? Form { get; set; }

    protected override void OnInitialized() =>
        _form = Form ?? (Client is null ? new OAuthClientForm { Expiry = TokenExpiry.Default(Policy, withNever: true) } : OAuthClientForm.Of(Client));

    private string? Error(string field) => _errors.GetValueOrDefault(field);

    private async Task SaveAsync()
    {
        if (_running)
        {
            return;
        }

        (_errors, _problem, _running) = ([], null, true);
        try
        {
            var actor = await Session.ActorAsync();
            Dialogs.Close(Client is null ? await CreateAsync(actor) : await ChangeAsync(actor, Client));
        }
        catch (ValidationFailedException e)
        {
            _errors = e.Fields.Keys.ToDictionary(field => field, field => e.Of(field)!);
        }
        catch (SignInNotFreshException e)
        {
            await SignInAgain.LeadAsync(e.Act, new OAuthClientWork(Client?.Id, _form));
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
        finally
        {
            _running = false;
        }
    }

    private async Task<object> CreateAsync(Actor actor) => await Clients.CreateAsync(
        actor,
        new NewOAuthClient(IntegrationId, _form.Name, _form.Trust)
        {
            Scopes = _form.Access.Scopes,
            AllowedNetworks = _form.Access.AllowedNetworks,
            TokenLifeHours = _form.Hours,
            Secret = _form.Trust is null ? new NewOAuthSecret(TokenExpiry.At(_form.Expiry, Clock.GetUtcNow())) : null,
        },
        _leaving.Token);

    private async Task<object> ChangeAsync(Actor actor, OAuthClientView client)
    {
        await Clients.UpdateAsync(
            actor, IntegrationId, client.Id, new OAuthClientChange(_form.Name, _form.Access.Scopes, _form.Access.AllowedNetworks, _form.Hours, _form.Trust), _leaving.Token);
        return true;
    }

    public void Dispose() => _leaving.Cancel();
}
