using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Scimify.Core.Integrations;
using Scimify.Core.People;

namespace Scimify.Portal.Shared.Integrations;

/// <summary>Name, health and tabs on top of every page of an integration. Shows only the tabs that the role may open.</summary>
public sealed partial class IntegrationHeader : ComponentBase
{
    private static readonly Crumb[] Trail = [new("Integrations", "integrations")];

    [Parameter, EditorRequired] public required IntegrationView Integration { get; set; }

    [Parameter, EditorRequired] public required PortalRole Role { get; set; }

    [Parameter] public RenderFragment? Actions { get; set; }

    private IEnumerable<Tab> Tabs
    {
        get
        {
            var root = $"integrations/{Integration.Id}";
            return new Tab[]
            {
                new(root, "Overview", NavLinkMatch.All, Permission.ReadIntegrations),
                new($"{root}/tokens", "Tokens", NavLinkMatch.Prefix, Permission.ReadTokens),
                new($"{root}/users", "Users", NavLinkMatch.Prefix, Permission.ReadDirectory),
                new($"{root}/groups", "Groups", NavLinkMatch.Prefix, Permission.ReadDirectory),
                new($"{root}/adoption", "Adoption", NavLinkMatch.Prefix, Permission.ReadDirectory),
                new($"{root}/mappings", "Mappings", NavLinkMatch.Prefix, Permission.ReadDirectory),
                new($"{root}/drift", "Drift", NavLinkMatch.Prefix, Permission.ReadDirectory),
                new($"{root}/plan", "Plan", NavLinkMatch.Prefix, Permission.ReadDirectory),
                new($"{root}/held", "Held changes", NavLinkMatch.Prefix, Permission.ReadDirectory),
                new($"{root}/saml", "SAML", NavLinkMatch.Prefix, Permission.ReadSaml),
                new($"{root}/provisioning-log", "Log", NavLinkMatch.Prefix, Permission.ReadLogs),
                new($"{root}/rejected-requests", "Rejected", NavLinkMatch.Prefix, Permission.ReadTokens),
                new($"{root}/settings", "Settings", NavLinkMatch.Prefix, Permission.ManageIntegrations),
            }.Where(tab => Permissions.Grants(Role, tab.Needs) && (Integration.Mode == IntegrationMode.Plan || !tab.Href.EndsWith("/plan", StringComparison.Ordinal)));
        }
    }

    private sealed record Tab(string Href, string Text, NavLinkMatch Match, Permission Needs);
}
