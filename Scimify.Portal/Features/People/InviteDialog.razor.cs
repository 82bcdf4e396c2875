using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Mails;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.People;

/// <summary>Invites several people at once. Each address has a result of its own; those that failed stay to be mended.</summary>
public sealed partial class InviteDialog : ComponentBase, IDisposable
{
    private const int MostAtOnce = 50;
    private static readonly char[] Separators = ['\n', '\r', ',', ';', ' ', '\t'];

    private readonly CancellationTokenSource _leaving = new();
    private readonly List<InviteResult> _results = [];
    private string _emails = "";
    private string _role = nameof(PortalRole.Auditor);
    private string? _problem;
    private bool _isOver;
    private bool _running;
    private bool _isOnly;

    [Inject] public required ISignInPolicyStore Policies { get; init; }

    [Inject] public required PeopleService People { get; init; }

    [Inject] public required LinkMailer Mailer { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required ConsoleAddresses Addresses { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required ScimifySettings Settings { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    /// <summary>What was typed before the person had to sign in again; null for an empty form.</summary>
    [Parameter] public PeopleWork? Work { get; set; }

    private IReadOnlyList<string> Addressed =>
        [.. _emails.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).DistinctBy(PeopleService.Normalise)];

    protected override void OnInitialized() => (_emails, _role) = (Work?.Emails ?? "", Work?.Role ?? _role);

    protected override async Task OnInitializedAsync() =>
        _isOnly = (await Policies.FindAsync((await Session.ActorAsync()).OrganizationKey, _leaving.Token)).ProvidersOnly;

    private async Task InviteAsync()
    {
        var emails = Addressed;
        _problem = emails.Count == 0 ? "Enter an e-mail address." : emails.Count > MostAtOnce ? $"At most {MostAtOnce} at once." : null;
        if (_running || _problem is not null)
        {
            return;
        }

        _running = true;
        _results.RemoveAll(result => !result.IsInvited);
        try
        {
            foreach (var email in emails)
            {
                _results.Add(await InviteAsync(email));
                StateHasChanged();
            }

            _emails = string.Join('\n', _results.Where(result => !result.IsInvited).Select(result => result.Email));
            _isOver = _emails.Length == 0;
        }
        catch (SignInNotFreshException) when (_results.All(result => result.Link is null))
        {
            await SignInAgain.LeadAsync(FreshAct.InvitePerson, new PeopleWork(FreshAct.InvitePerson, Emails: _emails, Role: _role));    // nothing is lost that is shown once
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

    private async Task<InviteResult> InviteAsync(string email)
    {
        try
        {
            var issued = await People.InviteAsync(await Session.ActorAsync(), email, Enum.Parse<PortalRole>(_role), _leaving.Token);
            return await Mailer.SendAsync(issued, _leaving.Token) switch
            {
                MailOutcome.Sent => new InviteResult(email, IsInvited: true, "gets a link by mail."),
                MailOutcome.Failed => new InviteResult(email, IsInvited: true, "is invited. The mail could not be sent; the server's log has the reason.", issued),
                _ => new InviteResult(email, IsInvited: true, "is invited.", issued),
            };
        }
        catch (ValidationFailedException e) when (e.Of("email") is { } wrong)
        {
            return new InviteResult(email, IsInvited: false, $"is not invited. {wrong}");
        }
        catch (ConflictException e)
        {
            return new InviteResult(email, IsInvited: false, $"is not invited. {e.Message}");
        }
    }

    public void Dispose() => _leaving.Cancel();
}

/// <param name="Words">What became of it.</param>
/// <param name="Link">To be handed on; null if it was sent, or there is none.</param>
internal sealed record InviteResult(string Email, bool IsInvited, string Words, IssuedLink? Link = null)
{
    public override string ToString() => nameof(InviteResult);
}
