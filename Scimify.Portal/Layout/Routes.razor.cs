using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

/// <summary>Finds the page of an address. After a move within the circuit, the focus goes to the new page's heading, as it would with a new document.</summary>
public sealed partial class Routes : ComponentBase, IDisposable
{
    // Not for the first page: far from the server, it would take the focus from a field into which somebody types already.
    private bool _hasMoved;

    [Parameter, EditorRequired] public required Viewer Viewer { get; set; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        Session.Viewer = Viewer;
        Navigation.LocationChanged += OnLocationChanged;
    }

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        _hasMoved = true;
        _ = InvokeAsync(Session.UseAsync);
    }
}
