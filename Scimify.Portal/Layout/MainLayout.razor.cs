using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Scimify.Core.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

public sealed partial class MainLayout : LayoutComponentBase, IDisposable
{
    private static readonly NavItem[] AllItems =
    [
        new("./", "Overview", "overview", NavLinkMatch.All, Permission.ReadIntegrations),
        new("integrations", "Integrations", "integrations", NavLinkMatch.Prefix, Permission.ReadIntegrations),
        new("provisioning-log", "Provisioning log", "log", NavLinkMatch.Prefix, Permission.ReadLogs),
        new("audit-log", "Audit log", "audit", NavLinkMatch.Prefix, Permission.ReadLogs),
        new("people", "People", "users", NavLinkMatch.Prefix, Permission.ReadPeople),
        new("webhooks", "Webhooks", "bolt", NavLinkMatch.Prefix, Permission.ReadIntegrations),
    ];

    private Actor? _actor;
    private bool _menuOpen;
    private ErrorBoundary? _boundary;

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private IEnumerable<NavItem> Items => AllItems.Where(i => _actor is not null && Permissions.Grants(_actor.Role, i.Needs));

    // Because of <base href>, a bare fragment would lead to the start page.
    private string SkipTarget => Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0] + "#content";

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += OnLocationChanged;
        _actor = await Session.TryActorAsync();
    }

    protected override void OnParametersSet() => _boundary?.Recover();

    private void ToggleMenu() => _menuOpen = !_menuOpen;

    private void Recover() => _boundary?.Recover();

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        _menuOpen = false;
        _ = InvokeAsync(StateHasChanged);
    }

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    private sealed record NavItem(string Href, string Text, string Icon, NavLinkMatch Match, Permission Needs);
}
