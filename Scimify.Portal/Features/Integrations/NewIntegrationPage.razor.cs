using Microsoft.AspNetCore.Components;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Features.Integrations;

/// <summary>Address, credential, options, test. If the service refuses a field, the page returns to the field's step.</summary>
public sealed partial class NewIntegrationPage : ComponentBase, IDisposable
{
    private static readonly Crumb[] Trail = [new("Integrations", "integrations")];
    private static readonly string[] Names = ["Address", "API key", "Options", "Test and create"];
    private static readonly string[] Titles = ["Where is your Looker?", "How does Scimify sign in?", "Options", "Test and create"];

    private readonly CancellationTokenSource _leaving = new();
    private readonly IntegrationDraft _draft = new();
    private IReadOnlyDictionary<string, string[]> _errors = new Dictionary<string, string[]>();
    private ElementReference _heading;
    private bool _focusHeading;
    private LookerTestResult? _result;
    private SamlOutlook? _saml;
    private string? _problem;
    private WizardStep _step;

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required SamlService Saml { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required SandboxOffer Sandbox { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private Uri? SandboxUrl => Sandbox.Url;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focusHeading)
        {
            _focusHeading = false;
            await _heading.FocusAsync();
        }
    }

    private string? Error(string field) => field switch
    {
        "address" => Error("instanceName") ?? Error("baseUrl"),
        _ => FieldSentence.WithoutField(field, _errors.GetValueOrDefault(field)),
    };

    private void UseSandbox()
    {
        _draft.Address = Sandbox.Url!.GetLeftPart(UriPartial.Authority);
        _draft.ClientId = Sandbox.ClientId;
        _draft.ClientSecret = Sandbox.ClientSecret;
        _draft.Name = "Sandbox";
        GoTo(WizardStep.Test);
    }

    private async Task NextAsync()
    {
        if (_step == WizardStep.Test)
        {
            return;
        }

        _errors = Missing();
        if (_errors.Count == 0 && _step == WizardStep.Options)
        {
            GoTo(WizardStep.Test);
            await TestAsync();
        }
        else if (_errors.Count == 0)
        {
            GoTo(_step + 1);
        }
    }

    private void Back()
    {
        _errors = new Dictionary<string, string[]>();
        GoTo(_step - 1);
    }

    private void GoTo(WizardStep step)
    {
        (_step, _result, _saml, _problem, _focusHeading) = (step, null, null, null, true);
    }

    private async Task TestAsync()
    {
        (_result, _saml, _problem) = (null, null, null);
        await TryAsync(async actor =>
        {
            _result = await Integrations.TestAsync(actor, _draft.ToRequest(), _leaving.Token);
            _saml = _result.Ok ? await ForeseeAsync(actor) : null;
        });
    }

    private async Task<SamlOutlook> ForeseeAsync(Actor actor)
    {
        try
        {
            return new(await Saml.ForeseeConflictsAsync(actor, _draft.ToRequest(), _leaving.Token), null);
        }
        catch (RequestException e) when (e is ConflictException or UnavailableException)
        {
            return new(null, e.Message);
        }
    }

    private Task CreateAsync() => TryAsync(async actor =>
    {
        var created = await Integrations.CreateAsync(actor, _draft.ToRequest(), _leaving.Token);
        Navigation.NavigateTo($"integrations/{created.Id}/tokens");
    });

    private async Task TryAsync(Func<Actor, Task> work)
    {
        try
        {
            await work(await Session.ActorAsync());
        }
        catch (ValidationFailedException e)
        {
            GoTo(StepOf(e.Fields.Keys));
            _errors = e.Fields;
        }
        catch (ConflictException e)
        {
            GoTo(WizardStep.Options);
            _errors = new Dictionary<string, string[]> { ["name"] = [e.Message] };
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }

    /// <summary>Only checks for empty fields. The service checks everything else.</summary>
    private Dictionary<string, string[]> Missing()
    {
        (string Field, string Value, string Message)[] fields = _step switch
        {
            WizardStep.Address => [("instanceName", _draft.Address, "Enter the instance name or the URL of your Looker.")],
            WizardStep.Credential =>
            [
                ("clientId", _draft.ClientId, "Enter the client id of the API key."),
                ("clientSecret", _draft.ClientSecret, "Enter the client secret of the API key."),
            ],
            WizardStep.Options => [("name", _draft.Name, "Give the integration a name.")],
            _ => [],
        };
        return fields.Where(f => string.IsNullOrWhiteSpace(f.Value)).ToDictionary(f => f.Field, f => new[] { f.Message });
    }

    private static WizardStep StepOf(IEnumerable<string> fields) => fields.Min(field => field switch
    {
        "instanceName" or "baseUrl" => WizardStep.Address,
        "clientId" or "clientSecret" => WizardStep.Credential,
        _ => WizardStep.Options,
    });

    public void Dispose() => _leaving.Cancel();

    /// <param name="Findings">Null if SAML is off, or if they are unknown for the reason in <paramref name="Problem"/>.</param>
    private sealed record SamlOutlook(IReadOnlyList<SamlFinding>? Findings, string? Problem);
}
