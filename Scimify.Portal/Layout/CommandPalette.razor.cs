using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Guides;

namespace Scimify.Portal.Layout;

/// <summary>Finds pages by their names at once, and people, groups, tokens and requests as the person types. The browser opens and closes it, and moves the choice.</summary>
public sealed partial class CommandPalette : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private string _text = "";

    // What the list answers to; the browser waits for it before it follows Enter.
    private string _answered = "";
    private int _searches;
    private IReadOnlyList<PaletteItem> _found = [];

    [Inject] public required PaletteQuery Query { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required ILogger<CommandPalette> Logger { get; init; }

    [Parameter, EditorRequired] public required ShellView View { get; set; }

    [Parameter, EditorRequired] public required ShellPlace Place { get; set; }

    private string Sought => _text.Trim();

    private IEnumerable<PaletteItem> Items => [.. _found, .. Known.Where(item => Matches(item)), .. Fallback];

    /// <summary>What needs no query: the pages of this integration, then the other integrations, then the organization's pages, and what can be begun.</summary>
    private IEnumerable<PaletteItem> Known =>
    [
        .. View.Find(Place.IntegrationId) is { } here
            ? NavEntry.For(View, here).Select(e => new PaletteItem(here.Name, e.Text, null, ShellPlace.Address(here.Id, e.Page), e.Icon, null))
            : [],
        .. View.Integrations.Where(i => i.Id != Place.IntegrationId).Select(i => new PaletteItem("Integrations", i.Name, i.Host, Place.In(i.Id), "integrations", i.Look.Tone == "good" ? null : i.Look.Text)),
        .. NavEntry.OfOrganization.Where(e => View.May(e.Needs)).Select(e => new PaletteItem("Go to", e.Text, null, e.Page.Length == 0 ? "./" : e.Page, e.Icon, null)),
        .. View.May(Permission.ManageIntegrations) ? [new PaletteItem("Do", "New integration", null, "integrations/new", "plus", null)] : Array.Empty<PaletteItem>(),
        .. Sought.Length > 0 && View.May(Permission.ManageIntegrations) && View.Find(Place.IntegrationId) is { } guided
            ? ProviderGuide.All.Select(guide => new PaletteItem("Set-up guides", guide.Name, null, GuideLinks.AddressOf(guided.Id, guide), "book", guided.Name))
            : [],
        .. View.May(Permission.ManageTokens) ? View.Integrations.Select(i => new PaletteItem("Do", $"Create a token for {i.Name}", null, $"integrations/{i.Id}/tokens", "key", null)) : [],
    ];

    /// <summary>Whoever exists only as a refused request is in the log.</summary>
    private IEnumerable<PaletteItem> Fallback => Sought.Length > 0 && View.May(Permission.ReadLogs)
        ? [new PaletteItem("Log", $"Search the log for “{Sought}”", null, "provisioning-log?q=" + Uri.EscapeDataString(Sought), "log", null)]
        : [];

    private bool Matches(PaletteItem item) => Sought.Length == 0
        || item.Text.Contains(Sought, StringComparison.OrdinalIgnoreCase) || (item.Detail?.Contains(Sought, StringComparison.OrdinalIgnoreCase) ?? false);

    private async Task SearchAsync()
    {
        var search = ++_searches;
        var sought = Sought;
        if (sought.Length == 0)
        {
            (_found, _answered) = ([], "");
            return;
        }

        try
        {
            var found = await Session.TryActorAsync() is { } actor ? await Query.RunAsync(actor, sought, _leaving.Token) : [];
            if (search == _searches)
            {
                (_found, _answered) = (found, sought);
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // Pages are found without the database, whose outage the page itself shows.
            SearchFailed(Logger, e);
            (_found, _answered) = ([], sought);
        }
    }

    public void Dispose() => _leaving.Cancel();

    [LoggerMessage(5003, LogLevel.Warning, "The console could not search")]
    private static partial void SearchFailed(ILogger logger, Exception exception);
}
