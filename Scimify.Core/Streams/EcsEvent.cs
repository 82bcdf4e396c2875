using System.Text.Json.Nodes;

namespace Scimify.Core.Streams;

/// <summary>An event as ECS has it.</summary>
public static class EcsEvent
{
    /// <summary>The version of the schema.</summary>
    public const string Version = "8.11.0";

    public static JsonObject Of(StreamedEvent e)
    {
        var (category, types) = CategoryOf(e);
        var log = e.Log == StreamedLogs.Audit ? "audit" : "provisioning";
        var json = new JsonObject
        {
            ["@timestamp"] = EventTime.Text(e.At),
            ["ecs"] = new JsonObject { ["version"] = Version },
            ["event"] = EventJson.Of(
                ("id", e.Uid), ("kind", "event"), ("category", new JsonArray(category)), ("type", new JsonArray([.. types.Select(type => JsonValue.Create(type))])),
                ("action", e.Action), ("outcome", e.Outcome switch { EventOutcome.Success => "success", EventOutcome.Failure => "failure", _ => "unknown" }),
                ("reason", e.Detail), ("provider", "scimify"), ("module", "scimify"), ("dataset", $"scimify.{log}")),
            ["organization"] = new JsonObject { ["id"] = e.Organization.ToString() },
            ["user"] = User(e),
        };
        Add(json, "source", EventJson.Of(("ip", e.SourceAddress)));
        Add(json, "user_agent", EventJson.Of(("original", e.UserAgent)));
        Add(json, "error", e.Code is null ? [] : EventJson.Of(("code", e.Code), ("message", e.Detail)));
        if (e.Kind.Class == EventClass.GroupManagement)
        {
            json["group"] = Party(e.Target);
        }

        if (e.Method is not null)
        {
            json["http"] = new JsonObject
            {
                ["request"] = EventJson.Of(("method", e.Method), ("id", e.RequestId?.ToString())),
                ["response"] = new JsonObject { ["status_code"] = e.HttpStatus },
            };
        }

        var more = e.More.DeepClone().AsObject();
        Add(more, "target", EventJson.Of(("kind", e.TargetKind), ("id", e.Target.Id), ("name", e.Target.Name)));
        json["scimify"] = more;
        return json;
    }

    private static JsonObject User(StreamedEvent e)
    {
        var user = Party(e.Actor);
        if (e.Kind.Class is EventClass.AccountChange or EventClass.UserAccess or EventClass.Authentication)
        {
            user["target"] = Party(e.Target);
        }

        if (e.Role is { } role)
        {
            user["changes"] = new JsonObject { ["roles"] = new JsonArray(role) };
        }

        return user;
    }

    private static (string Category, string[] Types) CategoryOf(StreamedEvent e) => e.Kind.Class switch
    {
        EventClass.Authentication => ("authentication", [e.Kind == EventKind.SignedOut ? "end" : "start"]),
        EventClass.UserAccess => ("iam", ["user", "admin", "change"]),
        EventClass.AccountChange => ("iam", ["user", e.Kind == EventKind.AccountCreated ? "creation" : e.Kind == EventKind.AccountDeleted ? "deletion" : "change"]),
        EventClass.GroupManagement => ("iam", ["group", e.Kind == EventKind.GroupCreated ? "creation" : e.Kind == EventKind.GroupDeleted ? "deletion" : "change"]),
        _ when e.Log == StreamedLogs.Provisioning => ("iam", ["info"]),
        _ => ("configuration", [e.Kind.Activity switch { 1 => "creation", 2 => "access", 3 => "change", 4 => "deletion", _ => "info" }]),
    };

    private static JsonObject Party(EventParty party) => EventJson.Of(("id", party.Id), ("name", party.Name));

    private static void Add(JsonObject json, string name, JsonObject value)
    {
        if (value.Count > 0)
        {
            json[name] = value;
        }
    }
}
