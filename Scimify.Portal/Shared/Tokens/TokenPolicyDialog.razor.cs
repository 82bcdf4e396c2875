using System.Globalization;
using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Shared.Tokens;

/// <summary>Sets a token policy. Closes with true when it is saved.</summary>
public sealed partial class TokenPolicyDialog : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private bool _neverAllowed;
    private string _maxDays = "";
    private string _defaultDays = "";
    private IReadOnlyDictionary<string, string[]> _errors = new Dictionary<string, string[]>();
    private string? _problem;

    [Inject] public required TokenPolicyService Policies { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Parameter, EditorRequired] public required TokenPolicyKind Kind { get; set; }

    [Parameter, EditorRequired] public required TokenPolicy Policy { get; set; }

    protected override void OnInitialized() => (_neverAllowed, _maxDays, _defaultDays) =
        (Policy.NeverAllowed, Policy.MaxDays?.ToString(CultureInfo.InvariantCulture) ?? "", Policy.DefaultDays?.ToString(CultureInfo.InvariantCulture) ?? "");

    private string? Error(string field) => FieldSentence.WithoutField(field, _errors.GetValueOrDefault(field));

    private async Task SaveAsync()
    {
        (_errors, _problem) = (new Dictionary<string, string[]>(), null);
        try
        {
            var policy = new TokenPolicy(_neverAllowed, Number("maxDays", _maxDays), Number("defaultDays", _defaultDays));
            await Policies.SetAsync(await Session.ActorAsync(), Kind, policy, _leaving.Token);
            Dialogs.Close(true);
        }
        catch (ValidationFailedException e)
        {
            _errors = e.Fields;
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

    private static int? Number(string field, string text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw ValidationFailedException.Of(field, "must be a whole number of days.");

    public void Dispose() => _leaving.Cancel();
}
