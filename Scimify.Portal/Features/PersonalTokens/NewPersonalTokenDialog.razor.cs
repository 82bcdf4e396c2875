using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Tokens;

namespace Scimify.Portal.Features.PersonalTokens;

/// <summary>Asks for name, expiry, scope and networks. Closes with the <see cref="IssuedPersonalAccessToken"/>, or with nothing.</summary>
public sealed partial class NewPersonalTokenDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private string _name = "";
    private string _expiry = "";
    private PersonalTokenScope _scope = PersonalTokenScope.Read;
    private string _networks = "";
    private string? _nameError;
    private string? _networksError;
    private string? _problem;
    private bool _running;

    [Inject] public required PersonalAccessTokenService Tokens { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Parameter, EditorRequired] public required TokenPolicy Policy { get; set; }

    [Parameter, EditorRequired] public required PortalRole Role { get; set; }

    /// <summary>What was typed before the person had to sign in again; null for an empty form.</summary>
    [Parameter] public PersonalTokenWork? Work { get; set; }

    protected override void OnInitialized() => (_name, _expiry, _scope, _networks) = Work ?? PersonalTokenWork.New(Policy);

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
            var request = new NewPersonalAccessToken(_name, TokenExpiry.At(_expiry, Clock.GetUtcNow())) { Scope = _scope, AllowedNetworks = NetworksField.Networks(_networks) };
            Dialogs.Close(await Tokens.CreateAsync(await Session.ActorAsync(), request, _leaving.Token));
        }
        catch (ValidationFailedException e) when (e.Of("name") is { } wrong)
        {
            _nameError = wrong;
        }
        catch (ValidationFailedException e) when (e.Of("allowedNetworks") is { } wrong)
        {
            _networksError = wrong;
        }
        catch (SignInNotFreshException)
        {
            await SignInAgain.LeadAsync(FreshAct.CreatePersonalToken, new PersonalTokenWork(_name, _expiry, _scope, _networks));
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

/// <summary>The dialog's form, while its person signs in again.</summary>
public sealed record PersonalTokenWork(string Name, string Expiry, PersonalTokenScope Scope, string Networks)
{
    public static PersonalTokenWork New(TokenPolicy policy) => new("", PersonalTokenWords.UsualExpiry(policy), PersonalTokenScope.Read, "");
}
