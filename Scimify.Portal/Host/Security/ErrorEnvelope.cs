using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scimify.Portal.Host.Security;

/// <summary>The REST API's error (docs/contracts.md, "REST conventions"): <c>{"status":"error","error":{"statusCode","name","message","data"}}</c>.</summary>
public sealed record ErrorEnvelope(ErrorBody Error)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [JsonPropertyOrder(-1)]
    public string Status => "error";

    /// <param name="data">An object. Null is written as <c>{}</c>.</param>
    public static ErrorEnvelope Of(int status, string message, object? data = null) =>
        new(new ErrorBody(status, NameOf(status), message, data ?? new Dictionary<string, object>()));

    public static Task WriteAsync(HttpContext context, int status, string message, object? data = null)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(Of(status, message, data), Json, "application/json; charset=utf-8", context.RequestAborted);
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

public sealed record ErrorBody(int StatusCode, string Name, string Message, object Data);
