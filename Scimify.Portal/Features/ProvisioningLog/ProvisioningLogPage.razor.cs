using Microsoft.AspNetCore.Components;
using Scimify.Core.Audit;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>The log of the organization, or of one integration.</summary>
public sealed partial class ProvisioningLogPage : DataPage<ProvisioningLogView>
{
    private const int MostNewer = 100;
    private const int RestAfterCounting = 20;

    // The newest entry that is shown while somebody reads; null while the list is live.
    private long? _top;
    private ProvisioningLogAddress? _shown;
    private (ProvisioningLogAddress Of, LogHistogram? Value, long At, TimeSpan Pause)? _histogram;

    private static readonly IReadOnlyList<(string Key, string Text)> Actions =
    [
        ("", "All actions"),
        .. Enum.GetValues<ProvisioningAction>().Select(a => (a.ToString(), ActionName.Of(a))),
    ];

    [Inject] public required ProvisioningLogQuery Log { get; init; }

    [Inject] public required LogHistogramQuery Histograms { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Parameter] public Guid? Id { get; set; }

    [SupplyParameterFromQuery] public string? Period { get; set; }

    [SupplyParameterFromQuery] public string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "action")] public string? ActionFilter { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    /// <summary>With <see cref="To"/>, in place of a period: where a bar of a chart leads.</summary>
    [SupplyParameterFromQuery] public string? From { get; set; }

    [SupplyParameterFromQuery] public string? To { get; set; }

    [SupplyParameterFromQuery] public string? Cursor { get; set; }

    /// <summary>The request whose details are shown beside the list.</summary>
    [SupplyParameterFromQuery] public Guid? Entry { get; set; }

    [SupplyParameterFromQuery(Name = "resourceType")] public string? ResourceFilter { get; set; }

    [SupplyParameterFromQuery] public string? Token { get; set; }

    [SupplyParameterFromQuery] public string? SourceAddress { get; set; }

    [SupplyParameterFromQuery] public string? ErrorType { get; set; }

    [SupplyParameterFromQuery] public string? ErrorCode { get; set; }

    [SupplyParameterFromQuery] public string? Tolerated { get; set; }

    /// <summary><c>off</c> if the person has stopped the list.</summary>
    [SupplyParameterFromQuery] public string? Live { get; set; }

    /// <summary>Whether new entries come in by themselves. They wait while somebody reads: further down, beside the details of an entry, or an older part.</summary>
    private bool IsLive => Live != "off" && Entry is null && Cursor is null && !Connection.IsScrolled;

    private string LiveTitle => IsLive ? "New writes show by themselves. Press to stop."
        : Live == "off" ? "New writes wait. Press to follow them."
        : "New writes wait while you read.";

    private string EntryHref(LogRow row) => Navigation.GetUriWithQueryParameter("entry", row.RequestId);

    private ProvisioningLogAddress Address => new(Period, Status, ActionFilter, Text, From, To)
    {
        ResourceType = ResourceFilter,
        Token = Token,
        SourceAddress = SourceAddress,
        ErrorType = ErrorType,
        ErrorCode = ErrorCode,
        Tolerated = Tolerated,
    };

    protected override ChangeTopics Watches => ChangeTopics.Log;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => _top is null;

    protected override void OnInitialized() => Connection.Changed += OnConnectionChanged;

    protected override Task OnParametersSetAsync()
    {
        if (_shown != Address)
        {
            (_shown, _top) = (Address, null);
        }

        Hold();
        return base.OnParametersSetAsync();
    }

    protected override Task FollowAsync()
    {
        Hold();
        return ReloadAsync();
    }

    protected override async Task<ProvisioningLogView> QueryAsync(Actor actor, CancellationToken ct)
    {
        var integration = Id is { } id ? await Integrations.GetAsync(actor, id, ct) : null;
        var filter = Address.ToFilter(Id, Clock);
        var part = CursorRequest.Of(Cursor);
        var top = Cursor is null ? _top : null;
        var log = await Log.RunAsync(actor, filter, top is { } shown ? part with { Below = shown + 1 } : part, ct);
        var newer = top is { } key ? await Log.CountAboveAsync(actor, filter, key, MostNewer, ct) : 0;
        return new ProvisioningLogView(integration, log.Select(LogRow.Of), newer, await Log.TokensAsync(actor, Id, ct), await HistogramAsync(actor, filter, ct));
    }

    /// <summary>While one follows the log, counting takes no more than a twentieth of the time.</summary>
    private async Task<LogHistogram?> HistogramAsync(Actor actor, ProvisioningLogFilter filter, CancellationToken ct)
    {
        if (_histogram is { } last && last.Of == Address && Clock.GetElapsedTime(last.At) < last.Pause)
        {
            return last.Value;
        }

        var begun = Clock.GetTimestamp();
        var value = await Histograms.RunAsync(actor, filter, ct);
        _histogram = (Address, value, Clock.GetTimestamp(), Clock.GetElapsedTime(begun) * RestAfterCounting);
        return value;
    }

    protected override void Dispose(bool disposing)
    {
        Connection.Changed -= OnConnectionChanged;
        base.Dispose(disposing);
    }

    /// <summary>Keeps the list where it is while somebody reads.</summary>
    private void Hold() => _top = IsLive ? null : _top ?? (Value?.Log.Items is [var newest, ..] ? newest.Key : null);

    private void OnConnectionChanged() => _ = InvokeAsync(async () =>
    {
        var wasHeld = _top is not null;
        Hold();
        if (wasHeld && _top is null)
        {
            await ReloadAsync();
        }

        StateHasChanged();
    });

    private async Task ShowNewerAsync()
    {
        _top = null;
        await ReloadAsync();
        Hold();
    }

    private void SwitchLive() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["live"] = IsLive ? "off" : null,
        ["entry"] = null,
        ["cursor"] = null,
    }));

    private static string NewerText(int count) => count == MostNewer ? $"{MostNewer} new or more" : $"{count} new";
}

/// <param name="Integration">Null for the log of the whole organization.</param>
/// <param name="Newer">How many entries wait above those that are shown.</param>
/// <param name="Tokens">To filter by.</param>
/// <param name="Histogram">Null if the period has no writes.</param>
public sealed record ProvisioningLogView(IntegrationView? Integration, CursorPage<LogRow> Log, int Newer, IReadOnlyList<LogToken> Tokens, LogHistogram? Histogram);
