using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Tokens;

/// <summary>Asks for expiry and overlap. Closes with the <see cref="IssuedToken"/>, or with nothing.</summary>
public sealed partial class RotateTokenDialog : ComponentBase, IDisposable
{
    private static readonly (int Minutes, string Text)[] Overlaps =
        [(0, "Stops working at once"), (15, "Works for another 15 minutes"), (60, "Works for another hour"), (240, "Works for another 4 hours"), (1440, "Works for another day")];

    /// <summary>Time to enter the new secret without a gap, unless somebody chooses otherwise.</summary>
    private const int SafeOverlap = 60;

    private readonly CancellationTokenSource _leaving = new();
    private string _expiry = "";
    private int _overlap = SafeOverlap;
    private string? _problem;

    [Inject] public required TokenService Tokens { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired] public required ScimTokenView Token { get; set; }

    [Parameter, EditorRequired] public required TokenPolicy Policy { get; set; }

    /// <summary>What was chosen before the person had to sign in again; null for the usual choice.</summary>
    [Parameter] public TokenWork? Work { get; set; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    protected override void OnInitialized() => (_expiry, _overlap) = (Work?.Expiry ?? TokenExpiry.Default(Policy, withNever: false), Work?.OverlapMinutes ?? SafeOverlap);

    private async Task RotateAsync()
    {
        _problem = null;
        try
        {
            var expiresAt = TokenExpiry.At(_expiry, Clock.GetUtcNow())!.Value;
            Dialogs.Close(await Tokens.RotateAsync(await Session.ActorAsync(), Token.Id, new TokenRotation(expiresAt, _overlap), _leaving.Token));
        }
        catch (SignInNotFreshException e)
        {
            await SignInAgain.LeadAsync(e.Act, new TokenWork(e.Act, Token.Id, null, _expiry, _overlap));
        }
        catch (RequestException e)
        {
            _problem = $"{e.Message}.";
        }
    }

    public void Dispose() => _leaving.Cancel();
}
