using System.Text.Json.Nodes;
using Scimify.Core.Looker;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Sandbox;

/// <summary>An answer in Looker's form. A null body is an empty one.</summary>
internal sealed record SandboxAnswer(int Status, JsonNode? Body = null, int? TotalCount = null, string? RetryAfter = null)
{
    public static SandboxAnswer Ok(JsonNode body) => new(200, body);

    public static SandboxAnswer NoContent { get; } = new(204);

    public static SandboxAnswer Error(int status, string message, LookerOperation? operation, params SandboxFieldError[] errors)
    {
        var path = operation?.Path.Replace("{", ":", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal) ?? "/";
        var url = $"https://cloud.google.com/looker/docs/r/err/4.0/{status}/{LetterCase.Lower(operation?.Method.Method ?? "get")}{path}";
        var body = new JsonObject { ["message"] = message };
        if (errors.Length > 0)
        {
            body["errors"] = new JsonArray([.. errors.Select(e => new JsonObject { ["field"] = e.Field, ["code"] = e.Code, ["message"] = e.Message, ["documentation_url"] = url })]);
        }

        body["documentation_url"] = url;
        return new SandboxAnswer(status, body);
    }
}

/// <summary>Ends a request with one of Looker's errors.</summary>
internal sealed class SandboxRefusal(int status, string message, params SandboxFieldError[] errors) : Exception(message)
{
    public int Status { get; } = status;

    public static SandboxRefusal NotFound() => new(404, "Not found");

    public static SandboxRefusal Forbidden(string message) => new(403, message);

    public static SandboxRefusal BadRequest(string message) => new(400, message);

    public static SandboxRefusal Invalid(string field, string code, string message) => new(422, "Validation Failed", new SandboxFieldError(field, code, message));

    public static SandboxRefusal Invalid(IEnumerable<SandboxFieldError> errors) => new(422, "Validation Failed", [.. errors]);

    public SandboxAnswer Answer(LookerOperation? operation) => SandboxAnswer.Error(Status, Message, operation, errors);
}

internal sealed record SandboxFieldError(string Field, string Code, string Message);
