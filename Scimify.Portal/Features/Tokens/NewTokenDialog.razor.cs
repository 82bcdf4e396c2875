using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Tokens;

/// <summary>Asks for name and expiry. Closes with the <see cref="IssuedToken"/>, or with nothing.</summary>
public sealed partial class NewTokenDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private TokenAccess _access = new();
    private string _name = "";
    private string _expiry = "";
    private string? _nameError;
    private string? _networksError;
    private string? _problem;
    private bool _running;

    [Inject] public required TokenService Tokens { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired] public required Guid IntegrationId { get; set; }

    [Parameter, EditorRequired] public required TokenPolicy Policy { get; set; }

    /// <summary>What was typed before the person had to sign in again; null for an empty form.</summary>
    [Parameter] public TokenWork? Work { get; set; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    protected override void OnInitialized() =>
        (_name, _expiry, _access) = (Work?.Name ?? "", Work?.Expiry ?? TokenExpiry.Default(Policy, withNever: true), Work?.Access ?? new TokenAccess());

    private DateTimeOffset? ExpiresAt => TokenExpiry.At(_expiry, Clock.GetUtcNow());

    private string ExpiryText => ExpiresAt is { } at
        ? $"Stops working on {Times.Local(at, Session.Zone, withYear: true)}."
        : "Works until it is revoked.";

    private async Task GenerateAsync()
    {
        (_nameError, _networksError, _problem) = (string.IsNullOrWhiteSpace(_name) ? "Give the token a name." : null, null, null);
        if (_nameError is not null || _running)
        {
            return;
        }

        _running = true;
        try
        {
            var request = new NewScimToken(IntegrationId, _name, ExpiresAt) { Scopes = _access.Scopes, AllowedNetworks = _access.AllowedNetworks };
            Dialogs.Close(await Tokens.CreateAsync(await Session.ActorAsync(), request, _leaving.Token));
        }
        catch (ValidationFailedException e) when (e.Of("description") is { } wrong)
        {
            _nameError = wrong;
        }
        catch (ValidationFailedException e) when (e.Of("allowedNetworks") is { } wrong)
        {
            _networksError = wrong;
        }
        catch (SignInNotFreshException e)
        {
            await SignInAgain.LeadAsync(e.Act, new TokenWork(e.Act, null, _name, _expiry, null, _access));
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

    public void Dispose() => _leaving.Cancel();
}
