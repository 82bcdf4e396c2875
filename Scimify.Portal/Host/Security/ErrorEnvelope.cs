using System.Text.Json;
using System.Text.Json.Serialization;
using Scimify.Core.Errors;

namespace Scimify.Portal.Host.Security;

/// <summary>The REST API's error (docs/contracts.md, "REST conventions"): <c>{"status":"error","error":{"statusCode","name","code","message","data"}}</c>.</summary>
public sealed record ErrorEnvelope(ErrorBody Error)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [JsonPropertyOrder(-1)]
    public string Status => "error";

    /// <param name="data">An object. Null is written as <c>{}</c>.</param>
    /// <param name="code">Null if the status says everything.</param>
    public static ErrorEnvelope Of(int status, string message, object? data = null, ErrorCode? code = null) =>
        new(new ErrorBody(status, NameOf(status), (code ?? ErrorCodes.OfStatus(status)).Name, message, data ?? new Dictionary<string, object>()));

    public static Task WriteAsync(HttpContext context, int status, string message, object? data = null, ErrorCode? code = null)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(Of(status, message, data, code), Json, "application/json; charset=utf-8", context.RequestAborted);
    }

    private static string NameOf(int status) => status switch
    {
        400 => "ParameterError",
        401 => "AuthorizationError",
        403 => "ForbiddenError",
        404 => "NotFoundError",
        405 => "MethodNotAllowedError",
        409 => "ConflictError",
        412 => "PreconditionFailedError",
        413 => "PayloadTooLargeError",
        415 => "UnsupportedMediaTypeError",
        422 => "ValidateError",
        429 => "TooManyRequestsError",
        503 => "UnavailableError",
        _ => status < 500 ? "RequestError" : "UnexpectedServerError",
    };
}

/// <param name="Code">One of docs/errors.md.</param>
public sealed record ErrorBody(int StatusCode, string Name, string Code, string Message, object Data);
