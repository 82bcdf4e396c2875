using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Scimify.Core.Directory;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Scim;

/// <summary>
/// How a write ended, for a client that did not wait (RFC 9967 section 2.5.1). The provisioning log has it, so that it outlives the
/// process and is there on every server.
/// </summary>
[Route("scim/v2/Outcomes")]
[Authorize(Policy = ScimifySchemes.ScimPolicy)]
[TokenScope(TokenScopes.None)]
public sealed class OutcomesController(IDirectoryStore store, EngineSettings settings) : ScimController
{
    private const string EventTokenType = "application/secevent+jwt";

    /// <summary>A client that asks sooner finds what it found before.</summary>
    private const string RetryAfterSeconds = "1";

    /// <summary>An event token that is not signed (RFC 8417 section 2.4, RFC 7519 section 6): the client gets it from its issuer itself.</summary>
    private static readonly string UnsecuredHeader = WebEncoders.Base64UrlEncode("""{"typ":"secevent+jwt","alg":"none"}"""u8.ToArray());

    [HttpGet("{id}")]
    public async Task<IActionResult> Get(string id)
    {
        var target = await TargetAsync();
        var requestId = ParseId(id, "Outcome");
        var outcome = await store.ReadAsync(target.IntegrationKey, reader => reader.FindOutcome(target.IntegrationKey, requestId), Aborted)
            ?? throw ScimException.NotFound($"Outcome {Clipped(id)} not found.");
        var type = ScimResourceTypes.Writable.FirstOrDefault(known => known.Name == outcome.ResourceType);
        if (type is not null)
        {
            ScimScopeFilter.Require(Token.Scopes, type == ScimResourceTypes.User ? TokenScopes.Users : TokenScopes.Groups);
        }

        if (outcome.IsPending(Clock.GetUtcNow(), settings.Wait))
        {
            Response.Headers.RetryAfter = RetryAfterSeconds;
            return Accepted(outcome.RequestId);
        }

        var ended = EventOf(outcome, type?.Endpoint ?? "/");
        if (ended.Refusal is null)
        {
            SetSync(outcome.Sync);
        }

        return Answer(ended.Claims(BaseUrl));
    }

    private CompletionEvent EventOf(RequestOutcome outcome, string endpoint)
    {
        var refusal = outcome.Refusal();
        var path = outcome.ScimId is { } id ? $"{endpoint}/{id:D}" : endpoint;
        return new(outcome.RequestId, outcome.Method, path, refusal?.Status ?? outcome.Status, outcome.SettledAt ?? outcome.At)
        {
            ExternalId = outcome.ExternalId,
            Location = outcome.ScimId is null || (outcome.IsUndone && HttpMethods.IsPost(outcome.Method)) ? null : BaseUrl + path,
            Refusal = refusal,
        };
    }

    private IActionResult Answer(ScimObject claims) => Request.Headers.Accept.ToString().Contains(EventTokenType, StringComparison.OrdinalIgnoreCase)
        ? Content($"{UnsecuredHeader}.{WebEncoders.Base64UrlEncode(ScimJson.ToUtf8(claims))}.", EventTokenType)
        : ScimAnswer.Of(200, claims);
}
