using System.Diagnostics;
using System.Globalization;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary>
/// Turns exceptions that nothing else has handled into the interface's own error. Expected ones keep their message. Anything
/// else is logged, and answered without details.
/// </summary>
internal sealed class ExceptionMiddleware(RequestDelegate next, ScimifySettings settings, ILogger<ExceptionMiddleware> logger)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            context.Response.StatusCode = ClientClosedRequest;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception thrown)
    {
        var exception = DatabaseOutage.Translate(thrown) ?? thrown;
        if (exception is DatabaseUnavailableException outage)
        {
            SecurityLog.DatabaseUnavailable(logger, context.Request.Method, RequestId.Of(context), outage.Message, outage);
        }

        ClearForError(context.Response);
        if (exception is UnavailableException { RetryAfter: { } wait })
        {
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        switch (exception)
        {
            case RequestException request when InterfaceError.IsApi(context):
                return ErrorEnvelope.WriteAsync(context, StatusOf(request), MessageOf(request), DataOf(request), request.Code);
            case RequestException request:
                return InterfaceError.WriteAsync(context, StatusOf(request), request.Message, request is TooMuchWorkException ? TooMuchWorkException.Keyword : null, request.Code);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return InterfaceError.WriteAsync(
                    context, StatusCodes.Status413PayloadTooLarge, BodyLimitMiddleware.TooLarge(settings.Scim.MaxBodyBytes));
            case BadHttpRequestException bad:
                return InterfaceError.WriteAsync(context, bad.StatusCode, "The request could not be read");
            default:
                SecurityLog.Unexpected(logger, context.Request.Method, RequestId.Of(context), exception);
                return InterfaceError.WriteAsync(
                    context, StatusCodes.Status500InternalServerError, $"Something went wrong. The server's log has the details under {RequestId.Of(context)}.");
        }
    }

    /// <summary>Removes what the failed handler had set, but not what every answer carries.</summary>
    private static void ClearForError(HttpResponse response)
    {
        response.Headers.ContentLength = null;
        response.Headers.ETag = default;
        response.Headers.Location = default;
        response.Headers.LastModified = default;
    }

    private static int StatusOf(RequestException e) => e switch
    {
        ValidationFailedException => StatusCodes.Status422UnprocessableEntity,
        NotFoundException => StatusCodes.Status404NotFound,
        ForbiddenException or SignInNotFreshException => StatusCodes.Status403Forbidden,
        RuleViolatedException => StatusCodes.Status400BadRequest,
        ConflictException => StatusCodes.Status409Conflict,
        PreconditionFailedException => StatusCodes.Status412PreconditionFailed,
        UnavailableException => StatusCodes.Status503ServiceUnavailable,
        _ => throw new UnreachableException($"No status for {e.GetType().Name}"),
    };

    private static string MessageOf(RequestException e) => e is ValidationFailedException ? "Validation Failed" : e.Message;

    private static object? DataOf(RequestException e) => e switch
    {
        ValidationFailedException invalid => new { fields = invalid.Fields },
        ConflictException conflict => conflict.Details,
        UnavailableException unavailable => unavailable.Details,
        _ => null,
    };
}

internal static partial class SecurityLog
{
    [LoggerMessage(1201, LogLevel.Error, "{Method} request {RequestId} failed unexpectedly")]
    public static partial void Unexpected(ILogger logger, string method, Guid requestId, Exception exception);

    [LoggerMessage(1202, LogLevel.Error, "{Method} request {RequestId} was answered with 503. {Answer}")]
    public static partial void DatabaseUnavailable(ILogger logger, string method, Guid requestId, string answer, Exception cause);
}
