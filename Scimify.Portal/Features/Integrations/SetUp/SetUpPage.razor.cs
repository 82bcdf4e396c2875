using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Guides;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Features.Integrations.SetUp;

/// <summary>
/// Looker, rules, identity provider, first person. The step is in the address; without one, what there is decides. Once Looker is
/// connected, everything is stored with the integration, so that the set-up can be left at any time.
/// </summary>
public sealed partial class SetUpPage : DataPage<SetUpView>
{
    /// <summary>How long the last key is ago when the connection is tested.</summary>
    public static readonly TimeSpan TestAfter = TimeSpan.FromMilliseconds(600);

    private static readonly string[] Names = ["Looker", "Rules", "Identity provider", "First person"];

    private IReadOnlyDictionary<string, string[]> _errors = new Dictionary<string, string[]>();
    private IntegrationDraft _draft = new();
    private CancellationTokenSource _typing = new();
    private IntegrationEdit? _edit;    // null until Looker is connected
    private LookerTestResult? _result;
    private SamlOutlook? _saml;
    private IssuedToken? _issued;
    private string? _tokenName;
    private string? _problem;
    private bool _isCreated;
    private bool _isTesting;
    private bool _isSaving;
    private bool _isMeasuring;

    [Inject] public required SetUpViewQuery SetUps { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required IntegrationSaver Saver { get; init; }

    [Inject] public required TokenService Tokens { get; init; }

    [Inject] public required SamlService Saml { get; init; }

    [Inject] public required SandboxOffer Sandbox { get; init; }

    [Inject] public required ConsoleAddresses Addresses { get; init; }

    /// <summary>Null for a Looker that is not connected yet.</summary>
    [Parameter] public Guid? Id { get; set; }

    /// <summary>A <see cref="SetUpStep"/>.</summary>
    [SupplyParameterFromQuery] public string? Step { get; set; }

    /// <summary>The key of a <see cref="ProviderGuide"/>.</summary>
    [SupplyParameterFromQuery] public string? Provider { get; set; }

    protected override ChangeTopics Watches => ChangeTopics.Directory | ChangeTopics.Log | ChangeTopics.Tokens | ChangeTopics.Integrations | ChangeTopics.Held;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsHeldStill => Id is null;

    // The first step until the integration was read.
    private SetUpStep At => Id is not null && Value?.SetUp is { } setUp ? UrlState.Word<SetUpStep>(Step) ?? setUp.Next : SetUpStep.Looker;

    private IConnectionInput Input => _edit is { } edit ? edit : _draft;

    private ProviderGuide Guide => ProviderGuide.Of(Provider);

    private bool LosesSecret => _issued is not null && Value?.SetUp?.Caller is null;

    private int Unsaved => (_edit?.Changes() ?? (_isCreated ? 0 : _draft.Changes())) + (LosesSecret ? 1 : 0);

    private string NextText => At == SetUpStep.Rules ? "Continue to provider" : _result is { Ok: false } ? "Continue without a passing test" : "Continue to rules";

    protected override async Task OnParametersSetAsync()
    {
        _tokenName = _tokenName is null || ProviderGuide.All.Any(guide => guide.Name == _tokenName) ? Guide.Name : _tokenName;
        if (Id is null && _edit is not null)
        {
            (_draft, _edit, _isCreated, _result, _saml, _issued) = (new IntegrationDraft(), null, false, null, null, null);
        }

        await base.OnParametersSetAsync();
        if (Id is not null && Step is null && Value?.SetUp is { } setUp)
        {
            Navigation.NavigateTo(setUp.AddressOf(setUp.Next), replace: true);
        }
    }

    protected override async Task<SetUpView> QueryAsync(Actor actor, CancellationToken ct)
    {
        if (Id is not { } id)
        {
            return SetUpView.New;
        }

        var view = await SetUps.RunAsync(actor, id, ct);
        if (_edit is not { } edit || !edit.IsOf(view.SetUp!.Integration))
        {
            (_edit, _issued) = (new IntegrationEdit(view.SetUp!.Integration), null);
        }

        return view;
    }

    protected override void Dispose(bool disposing)
    {
        _typing.Cancel();
        base.Dispose(disposing);
    }

    private string? Error(string field) => FieldSentence.WithoutField(field, _errors.GetValueOrDefault(field));

    private string HrefOf(ProviderGuide guide) => Navigation.GetUriWithQueryParameter("provider", guide.Key);

    private Awaited AwaitedBy(SetUpView view) => Awaited.Of(view.SetUp!, Guide);

    private static Crumb[] TrailOf(SetUpView view) => view.SetUp is { Integration: var integration }
        ? [new(integration.Name, $"integrations/{integration.Id}", HealthLook.Of(integration.Health, integration.Mode).Tone)]
        : [new("New integration", "integrations/new")];

    private string TitleOf(SetUpView view) => At switch
    {
        SetUpStep.Looker => "Connect a Looker",
        SetUpStep.Rules => "What may happen in Looker",
        SetUpStep.Provider => $"Tell {Guide.InSentence} about Scimify",
        _ => view.SetUp switch
        {
            { IsInLooker: true } => "The first person is in Looker",
            { HasPerson: true } => "The first person has arrived",
            { Caller: not null } => "Your identity provider reaches Scimify",
            _ => "Waiting for the first call",
        },
    };

    private string LeadOf(SetUpView view) => $"Step {(int)At + 1} of {Names.Length}. " + At switch
    {
        SetUpStep.Looker => "Enter your Looker’s address and an administrator’s API key.",
        SetUpStep.Rules => "Who is taken over, and who may be removed. All of it can be changed later.",
        SetUpStep.Provider => "Enter both values there. This page sees the first call.",
        _ => view.SetUp!.HasPerson ? "Push the groups next, then assign everybody." : "Assign one person in your identity provider. Start with yourself.",
    };

    private IReadOnlyList<Step> StepsOf(SetUpView view) =>
    [
        StepOf(view.SetUp, SetUpStep.Looker, _result is { Ok: true } ? $"{_result.LookerVersion}, {Times.Duration(_result.LatencyMs)}" : view.SetUp is null ? "address and key" : new Uri(view.SetUp.Integration.BaseUrl).Host),
        StepOf(view.SetUp, SetUpStep.Rules, view.SetUp is { HasRules: true } seen ? Adoption(seen.Integration.Policies.Adoption) : "what is allowed"),
        StepOf(view.SetUp, SetUpStep.Provider, view.SetUp is { Caller: not null } ? "token in use" : view.SetUp is { HasToken: true } ? "waiting for the call" : "address and token"),
        StepOf(view.SetUp, SetUpStep.Person, view.SetUp is { HasPerson: true } done ? Times.Count(done.Status.Users, "person", "people") : "seen in Looker"),
    ];

    private static Step StepOf(SetUpState? setUp, SetUpStep step, string detail) => new(Names[(int)step], detail, setUp?.IsDone(step) == true, setUp?.AddressOf(step));

    private static string Adoption(AdoptionPolicy policy) => policy switch
    {
        AdoptionPolicy.Review => "ask before adopting",
        AdoptionPolicy.Auto => "adopt at once",
        _ => "never adopt",
    };

    private void UseSandbox()
    {
        _draft.Address = Sandbox.Url!.GetLeftPart(UriPartial.Authority);
        (_draft.ClientId, _draft.ClientSecret) = (Sandbox.ClientId, Sandbox.ClientSecret);
        _draft.Name = _draft.Name.Length == 0 ? "Sandbox" : _draft.Name;
        Typed();
    }

    /// <summary>Tests once nobody has typed for a while, without keeping anybody from typing on.</summary>
    private void Typed()
    {
        _typing.Cancel();
        _typing = new CancellationTokenSource();
        (_result, _saml) = (null, null);
        if (Missing().Keys.All(field => field == "name"))
        {
            _ = TestSoonAsync(_typing.Token);
        }
    }

    private async Task TestSoonAsync(CancellationToken typing)
    {
        try
        {
            await Task.Delay(TestAfter, Clock, typing);
            _isTesting = true;
            StateHasChanged();
            await TestAsync(typing);
        }
        catch (OperationCanceledException)
        {
            // Somebody types on, or has left.
        }

        if (!typing.IsCancellationRequested)
        {
            _isTesting = false;
            StateHasChanged();
        }
    }

    private async Task TestAsync()
    {
        await _typing.CancelAsync();
        _isTesting = false;
        await TestAsync(Leaving);
    }

    private async Task TestAsync(CancellationToken ct)
    {
        (_result, _saml) = (null, null);
        await TryAsync(async actor =>
        {
            var result = Id is { } id && _edit is { KeepsConnection: true } ? await Integrations.TestAsync(actor, id, ct) : await Integrations.TestAsync(actor, Request(), ct);
            var saml = result.Ok && _edit is not { KeepsConnection: true } ? await ForeseeAsync(actor, ct) : null;
            ct.ThrowIfCancellationRequested();
            (_result, _saml) = (result, saml);
        });
    }

    private NewIntegration Request() => _edit is null ? _draft.ToRequest() : new()
    {
        InstanceName = LookerAddressText.InstanceName(Input.Address),
        BaseUrl = LookerAddressText.BaseUrl(Input.Address),
        ClientId = Input.ClientId,
        ClientSecret = Input.ClientSecret,
    };

    private async Task<SamlOutlook> ForeseeAsync(Actor actor, CancellationToken ct)
    {
        try
        {
            return new(await Saml.ForeseeConflictsAsync(actor, Request(), ct), null);
        }
        catch (RequestException e) when (e is ConflictException or UnavailableException)
        {
            return new(null, e.Message);
        }
    }

    private Task NextAsync() => SaveAsync(id => SetUpState.AddressOf(id, At + 1));

    private Task LeaveAsync() => SaveAsync(_ => "./");

    /// <param name="target">Where to go once it is saved.</param>
    private async Task SaveAsync(Func<Guid, string> target)
    {
        _errors = Missing();
        if (_errors.Count > 0 || _isSaving)
        {
            return;
        }

        _isSaving = true;
        var address = "";
        await TryAsync(async actor =>
        {
            if (Id is not { } id)
            {
                id = (await Integrations.CreateAsync(actor, _draft.ToRequest(), Leaving)).Id;
                _isCreated = true;
            }
            else if (await Saver.SaveAsync(actor, Value!.SetUp!.Integration, _edit!, Measuring, Leaving) is { } saved)
            {
                _edit = new IntegrationEdit(saved);
            }
            else
            {
                return;
            }

            address = target(id);
        });
        _isSaving = false;
        if (address.Length > 0)
        {
            StateHasChanged();    // nothing is unsaved any more, and leaving does not ask
            Navigation.NavigateTo(address);
        }
    }

    private Task CreateTokenAsync() => TryAsync(async actor =>
    {
        _issued = await Tokens.CreateAsync(actor, new NewScimToken(Id!.Value, _tokenName ?? "", null) { DefaultExpiry = true }, Leaving);
        await ReloadAsync();
    });

    private void Measuring(bool isMeasuring)
    {
        _isMeasuring = isMeasuring;
        StateHasChanged();
    }

    private async Task TryAsync(Func<Actor, Task> work)
    {
        (_problem, _errors) = (null, new Dictionary<string, string[]>());
        try
        {
            await work(await Session.ActorAsync());
        }
        catch (ValidationFailedException e)
        {
            _errors = e.Fields;
        }
        catch (ConflictException e) when (At == SetUpStep.Looker)
        {
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
        (string Field, string Value, string Message)[] fields = At == SetUpStep.Looker
            ?
            [
                ("name", Input.Name, "Give the integration a name."),
                ("instanceName", Input.Address, "Enter the instance name or the URL of your Looker."),
                ("clientId", Input.ClientId, "Enter the client id of the API key."),
                ("clientSecret", _edit is { Moves: false } ? "stored" : Input.ClientSecret, "Enter the client secret of the API key."),
            ]
            : [];
        return fields.Where(f => string.IsNullOrWhiteSpace(f.Value)).ToDictionary(f => f.Field, f => new[] { f.Message });
    }

    /// <param name="Findings">Null if SAML is off, or if they are unknown for the reason in <paramref name="Problem"/>.</param>
    private sealed record SamlOutlook(IReadOnlyList<SamlFinding>? Findings, string? Problem);
}
