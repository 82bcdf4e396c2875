using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Sync;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Scim;

/// <summary>What all SCIM endpoints share: the token's integration, bodies, conditions, and answers in SCIM's form.</summary>
[ServiceFilter<ScimExceptionFilter>]
[ServiceFilter<ScimRateFilter>]
[ServiceFilter<ScimScopeFilter>]
public abstract class ScimController : ControllerBase
{
    private protected const string SyncHeader = "Scimify-Sync";

    private protected TimeProvider Clock => HttpContext.RequestServices.GetRequiredService<TimeProvider>();

    private protected string BaseUrl => HttpContext.RequestServices.GetRequiredService<ScimifySettings>().ScimUrl(Request);

    private protected CancellationToken Aborted => HttpContext.RequestAborted;

    private protected ValueTask<ProvisioningTarget> TargetAsync() =>
        HttpContext.RequestServices.GetRequiredService<ProvisioningTargets>().GetAsync(Token.IntegrationKey, Aborted);

    private protected ScimTokenIdentity Token => HttpContext.Features.GetRequiredFeature<ScimTokenIdentity>();

    private protected async ValueTask<ScimRequest> NewRequestAsync()
    {
        var request = NewRequest(await TargetAsync(), RequestId.Of(HttpContext), Request.Method);
        HttpContext.Features.Set(request);
        return request;
    }

    /// <param name="basis">Shared by the operations of one request; null if this is the only one.</param>
    private protected ScimRequest NewRequest(ProvisioningTarget target, Guid id, string method, GuardBasis? basis = null) => new()
    {
        GuardBasis = basis ?? new GuardBasis(),
        Id = id,
        Target = target,
        Method = method,
        TokenId = Token.TokenId,
        TokenName = Token.TokenName,
        SourceAddress = HttpContext.Connection.RemoteIpAddress.Plain()?.ToString(),
        UserAgent = Clipped(Request.Headers.UserAgent.ToString()),
        At = Clock.GetUtcNow(),
        StartedAt = Clock.GetTimestamp(),
        Clock = Clock,
    };

    /// <exception cref="ScimException">404: none of our resources has an ID like that.</exception>
    private protected static Guid ParseId(string id, string resourceType) =>
        Uuids.TryParse(id, out var parsed) ? parsed : throw ScimException.NotFound($"{resourceType} {Clipped(id)} not found.");

    private protected ListQuery ParseQuery(ScimResourceType type, ProvisioningTarget target, UnknownAttributes unknown = UnknownAttributes.Refuse) =>
        ListQuery.Parse(QueryParameter, type, target.Dialect, unknown: unknown);

    private protected Projection ParseProjection(ScimResourceType type) => Request.QueryString.HasValue
        ? Projection.Parse(QueryParameter("attributes"), QueryParameter("excludedAttributes"), type)
        : Projection.Default(type);

    /// <summary>If-Match (RFC 7644 section 3.14); null if the client sent none.</summary>
    private protected Action<long>? Precondition() =>
        Precondition(IfMatchHeader.Of(Request));

    /// <param name="versions">One entity tag or several, or "*"; null for no condition.</param>
    private protected static Action<long>? Precondition(string? versions) => versions is null
        ? null
        : current =>
        {
            if (!ETag.IfMatch(versions, current))
            {
                throw ScimException.PreconditionFailed($"The resource has changed since. Its version is now {ETag.Format(current)}.");
            }
        };

    private protected bool IsNotModified(string version) => ETag.IfNoneMatchHas(Request.Headers.IfNoneMatch.Count == 0 ? null : Request.Headers.IfNoneMatch.ToString(), version);

    /// <summary>
    /// Waits for Looker as long as a write may, or as the client does, and reports the result. From here on, the write has its row in
    /// the log.
    /// </summary>
    /// <returns>The whole answer if the client did not wait for the result; otherwise null.</returns>
    private protected async Task<IActionResult?> SettleAsync(SyncReceipt receipt)
    {
        HttpContext.Items[ScimExceptionFilter.AlreadyLogged] = true;
        LargeBodies.Leave(HttpContext);
        if (AsyncPreference.Of(Request.Headers["Prefer"]) is { } preference && receipt.Refusal is null
            && HttpContext.RequestServices.GetRequiredService<DetachedSettler>().TryStart(receipt) is { } settling)
        {
            return await IsSettledAsync(settling, preference) ? null : Accepted(receipt.RequestId, preference);
        }

        SetSync(await HttpContext.RequestServices.GetRequiredService<SyncSettler>().SettleAsync(receipt, Aborted));
        return null;
    }

    /// <summary>The outcome is not known yet, and can be asked for (RFC 9967 section 2.5.1.1).</summary>
    /// <param name="applied">What the request asked for; null if it asks for the outcome itself.</param>
    private protected IActionResult Accepted(Guid requestId, AsyncPreference? applied = null)
    {
        SetSync(SyncState.Pending);
        Response.Headers["Set-Txn"] = requestId.ToString("D");
        Response.Headers.Location = $"{BaseUrl}/Outcomes/{requestId:D}";
        if (applied is not null)
        {
            Response.Headers["Preference-Applied"] = applied.Applied;
        }

        return StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>Whether the result was there while the client waited. Sets it.</summary>
    private async Task<bool> IsSettledAsync(Task<SyncState> settling, AsyncPreference preference)
    {
        if (preference.Wait is not { } wait)
        {
            return false;
        }

        try
        {
            var state = await settling.WaitAsync(wait, Clock, Aborted);
            SetSync(state);
            return state != SyncState.Pending;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private protected void SetSync(SyncState state) => Response.Headers[SyncHeader] = SyncWord(state);

    private protected static string SyncWord(SyncState state) => state switch
    {
        SyncState.Applied => "applied",
        SyncState.Held => "held",
        SyncState.Planned => "planned",
        SyncState.Unforwardable => "unforwardable",
        _ => "pending",
    };

    /// <summary>Sets version and location of the one resource in the answer, as in its <c>meta</c> (RFC 7643 section 3.1).</summary>
    private protected void SetResource(ScimResourceType type, Guid id, string version)
    {
        Response.Headers.ETag = version;
        Response.Headers.ContentLocation = $"{BaseUrl}{type.Endpoint}/{id:D}";
    }

    /// <summary>A path that has only one method: 405 with <c>Allow</c> (RFC 9110 section 15.5.6).</summary>
    private protected ScimAnswer OnlyPost()
    {
        Response.Headers.Allow = HttpMethods.Post;
        return ScimAnswer.Of(405, ErrorMessage.Of(405, null, $"{Request.Path} does not take {Request.Method}."));
    }

    /// <summary>For a detail: never half a character, which PostgreSQL could not keep in the log.</summary>
    private protected static string Clipped(string text) => text.Clipped(200);

    private string? QueryParameter(string name) =>
        !Request.Query.TryGetValue(name, out var values) || values.Count == 0 ? null
        : name == "filter" && Request.QueryString.Value is { } query && query.Contains('+', StringComparison.Ordinal) ? FilterOf(query)
        : values[0];

    /// <summary>The framework has taken every plus for a space.</summary>
    private static string? FilterOf(string query)
    {
        foreach (var parameter in new QueryStringEnumerable(query))
        {
            if (parameter.DecodeName().Span.Equals("filter", StringComparison.OrdinalIgnoreCase))
            {
                return QueryFilter.Decode(parameter.EncodedValue.ToString());
            }
        }

        return null;
    }
}
