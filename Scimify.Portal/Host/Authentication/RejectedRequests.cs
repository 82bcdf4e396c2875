using Scimify.Core.Primitives;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Records SCIM requests that were rejected because of their tokens.</summary>
public sealed class RejectedRequests(RejectedRequestBuffer buffer, TokenHasher hasher, TimeProvider clock)
{
    private const int HashDigits = 8;

    /// <param name="context">The request.</param>
    /// <param name="reason">Why it was rejected.</param>
    /// <param name="token">Null if the token is unknown.</param>
    /// <param name="secret">What was sent. Only the start of its keyed hash is kept.</param>
    public async ValueTask NoteAsync(HttpContext context, RejectionReason reason, ScimTokenIdentity? token, string? secret)
    {
        var hash = secret is null ? null : (await hasher.HashAsync(secret, context.RequestAborted)).ToString()[..HashDigits];
        buffer.Note(new RejectedRequest
        {
            At = clock.GetUtcNow(),
            OrganizationKey = token?.OrganizationKey,
            IntegrationKey = token?.IntegrationKey,
            TokenId = token?.TokenId,
            TokenName = token?.TokenName,
            Reason = reason,
            SourceAddress = context.Connection.RemoteIpAddress.Plain()?.ToString(),
            UserAgent = context.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null,
            Method = context.Request.Method,
            Path = context.Request.Path.ToString(),
            HashStart = hash,
        });
    }
}
