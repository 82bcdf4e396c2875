using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Scim;

/// <summary>What this server is and has (RFC 7644 section 4). Readable without a token unless the setting says otherwise, but never with a wrong one. With a token, shows its integration's schemas.</summary>
[Route("scim/v2")]
[Authorize(Policy = ScimDiscoveryPolicy.Name)]
[TokenScope(TokenScopes.None)]
public sealed class DiscoveryController(ScimifySettings settings) : ScimController
{
    [HttpGet("ServiceProviderConfig")]
    public async Task<IActionResult> ServiceProviderConfig()
    {
        var isInterop = IsOfIntegration && (await TargetAsync()).Policies.Profile == ScimProfile.Interop;
        return Unfiltered(() =>
        {
            var document = Discovery.ServiceProviderConfig(BaseUrl, isInterop, settings.Discovery.Pagination, settings.Discovery.SecurityEvents);
            return document.With("bulk", document.GetObject("bulk")!.With("maxPayloadSize", ScimNumber.Of(settings.Scim.MaxBodyBytes)));
        });
    }

    [HttpGet("ResourceTypes")]
    public IActionResult ResourceTypes() => Unfiltered(() => Discovery.ResourceTypes(ScimResourceTypes.All, BaseUrl));

    [HttpGet("ResourceTypes/{id}")]
    public IActionResult ResourceType(string id) => Unfiltered(() =>
        Discovery.ResourceType(id, ScimResourceTypes.All, BaseUrl) ?? throw ScimException.NotFound($"ResourceType {Clipped(id)} not found."));

    [HttpGet("Schemas")]
    public async Task<IActionResult> Schemas()
    {
        var types = await TypesAsync();
        return Unfiltered(() => Discovery.Schemas(types, BaseUrl));
    }

    [HttpGet("Schemas/{id}")]
    public async Task<IActionResult> Schema(string id)
    {
        var types = await TypesAsync();
        return Unfiltered(() => Discovery.Schema(id, types, BaseUrl) ?? throw ScimException.NotFound($"Schema {Clipped(id)} not found."));
    }

    /// <summary>Includes what the integration has mapped, if its own token asks.</summary>
    private async ValueTask<IReadOnlyList<ScimResourceType>> TypesAsync() => IsOfIntegration
        ? [(await TargetAsync()).UserType, ScimResourceTypes.Group, ScimResourceTypes.Role]
        : ScimResourceTypes.All;

    private bool IsOfIntegration => HttpContext.Features.Get<ScimTokenIdentity>() is not null;

    /// <summary>RFC 7644 section 4: a filter here is 403.</summary>
    private ScimAnswer Unfiltered(Func<ScimObject> document) => Request.Query.ContainsKey("filter")
        ? throw ScimException.Forbidden("Discovery endpoints cannot be filtered.")
        : ScimAnswer.Of(200, document());
}
