using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Authentication.Providers;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Providers;

[Route(Root + "/providers")]
[Tags("Sign-in providers")]
public sealed class ProvidersController(ProviderService providers, ProvidersQuery list, ScimifySettings settings, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the OpenID Connect providers with which people sign in to the console, in the order of their creation.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<ResultPage<ProviderResource>>>> List(Query<PageInput> query, CancellationToken ct)
    {
        var part = query.Read().Request;
        return Results((await list.RunAsync(await ActorAsync(ct), part, ct)).Select(Resource));
    }

    /// <summary>Adds a provider, switched off. Try it in the console, then switch it on.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    [ProducesResponseType<Envelope<ProviderResource>>(StatusCodes.Status201Created)]
    public async Task<ActionResult<Envelope<ProviderResource>>> Create(Body<CreateProviderInput> body, CancellationToken ct)
    {
        var input = (await body.ReadAsync(ct)).ToInput();
        var actor = await ActorAsync(ct);
        var id = await providers.CreateAsync(actor, input, ct);
        return Made($"providers/{id}", Resource(await providers.GetAsync(actor, id, ct)));
    }

    /// <summary>Shows one provider.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<ProviderResource>>> Get(Guid uuid, CancellationToken ct) => Shown(await providers.GetAsync(await ActorAsync(ct), uuid, ct));

    /// <summary>Changes a provider. A change of anything but name and switch switches it off until it was tried again.</summary>
    [HttpPatch("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<ProviderResource>>> Update(Guid uuid, Body<ChangeProviderInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await providers.GetAsync(actor, uuid, ct);
        await providers.UpdateAsync(actor, uuid, (await body.ReadAsync(ct)).ToInput(), ct, Expected());
        return Shown(await providers.GetAsync(actor, uuid, ct));
    }

    /// <summary>Removes a provider. Nobody signs in with it any more; sessions go on.</summary>
    [HttpDelete("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await providers.DeleteAsync(await ActorAsync(ct), uuid, ct, Expected());
        return Results(new Nothing());
    }

    private ActionResult<Envelope<ProviderResource>> Shown(ProviderView provider) => Results(Resource(provider), provider.Tag);

    private ProviderResource Resource(ProviderView provider) => ProviderResource.Of(
        provider, settings.PublicOrigin(Request) + ProviderScheme.CallbackOf(provider.Id), settings.PublicOrigin(Request) + ProviderScheme.BackChannelOf(provider.Id));
}

/// <summary>A provider with which people sign in.</summary>
/// <param name="RedirectUri">To be entered at the provider.</param>
/// <param name="LogoutUri">To be entered at a provider that has OpenID Connect Back-Channel Logout.</param>
/// <param name="DefaultRole">A role, or <c>none</c>.</param>
/// <param name="Tried">Whether these values were tried with success.</param>
public sealed record ProviderResource(
    Guid Uuid, string Name, string Kind, string Authority, string ClientId, string RedirectUri, string LogoutUri, string Scopes, IReadOnlyList<RoleRuleResource> Roles, string DefaultRole,
    IReadOnlyList<string> Domains, IReadOnlyList<string> Tenants, string? HostedDomain, bool Enabled, bool Tried, DateTimeOffset CreatedAt)
{
    public static ProviderResource Of(ProviderView provider, string redirectUri, string logoutUri) => new(
        provider.Id, provider.Name, EnumWords.Of(provider.Kind), provider.Authority, provider.ClientId, redirectUri, logoutUri, provider.Rules.Scopes,
        [.. provider.Rules.Roles.Select(rule => new RoleRuleResource(rule.Claim, rule.Value, rule.Role.ToString()))], provider.Rules.DefaultRole?.ToString() ?? DefaultRoles.None,
        provider.Rules.Domains, provider.Rules.Tenants, provider.Rules.HostedDomain, provider.IsEnabled, provider.IsTried, provider.CreatedAt);
}

/// <summary>Which claim gives which role.</summary>
public sealed record RoleRuleResource(string Claim, string Value, string Role);
