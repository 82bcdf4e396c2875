using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Tokens;

/// <summary>Changes name, scopes and networks. Closes with true when they are saved.</summary>
public sealed partial class EditTokenDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private TokenAccess _access = new();
    private string _name = "";
    private string? _nameError;
    private string? _networksError;
    private string? _problem;

    [Inject] public required TokenService Tokens { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Parameter, EditorRequired] public required ScimTokenView Token { get; set; }

    /// <summary>What was typed before the person had to sign in again; null for an empty form.</summary>
    [Parameter] public TokenWork? Work { get; set; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    protected override void OnInitialized() => (_name, _access) = (Work?.Name ?? Token.Description, Work?.Access ?? TokenAccess.Of(Token));

    private async Task SaveAsync()
    {
        (_nameError, _networksError, _problem) = (null, null, null);
        try
        {
            await Tokens.UpdateAsync(await Session.ActorAsync(), Token.Id, new ScimTokenChange(_name, _access.Scopes, _access.AllowedNetworks), _leaving.Token);
            Dialogs.Close(true);
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
            await SignInAgain.LeadAsync(e.Act, new TokenWork(e.Act, Token.Id, _name, null, null, _access));
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }

    public void Dispose() => _leaving.Cancel();
}
