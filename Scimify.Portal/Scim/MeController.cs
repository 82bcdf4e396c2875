using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Scim;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Scim;

/// <summary>/Me (RFC 7644 section 3.11): a token stands for an identity provider, not for a person.</summary>
[Route("scim/v2/Me")]
[Authorize(Policy = ScimifySchemes.ScimPolicy)]
[TokenScope(TokenScopes.None)]
public sealed class MeController : ScimController
{
    [HttpGet]
    [HttpPost]
    [HttpPut]
    [HttpPatch]
    [HttpDelete]
    public IActionResult Me() => throw ScimException.NotImplemented("/Me is not supported: a SCIM token stands for an integration, not for a person.");
}
