using Microsoft.AspNetCore.Components;

namespace Scimify.Portal.Layout;

/// <summary>Leaves the circuit of somebody whose session has ended.</summary>
public sealed class GoToSignIn : ComponentBase
{
    [Inject] public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized() =>
        Navigation.NavigateTo("sign-in?returnUrl=" + Uri.EscapeDataString(new Uri(Navigation.Uri).PathAndQuery), forceLoad: true);
}
