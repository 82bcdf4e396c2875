using System.Text.Json.Nodes;

namespace Scimify.Core.Streams;

/// <summary>An event as OCSF has it.</summary>
public static class OcsfEvent
{
    /// <summary>The version of the schema.</summary>
    public const string Version = "1.2.0";

    internal const string Product = "Scimify";

    private const int Informational = 1;
    private const int Low = 2;

    public static JsonObject Of(StreamedEvent e)
    {
        var (id, name) = ((int)e.Kind.Class, CaptionOf(e.Kind.Class));
        var (statusId, status) = e.Outcome switch
        {
            EventOutcome.Success => (1, "Success"),
            EventOutcome.Failure => (2, "Failure"),
            _ => (99, e.State ?? "Other"),
        };
        var json = new JsonObject
        {
            ["class_uid"] = id,
            ["class_name"] = name,
            ["category_uid"] = id / 1000,
            ["category_name"] = id / 1000 == 3 ? "Identity & Access Management" : "Application Activity",
            ["activity_id"] = e.Kind.Activity,
            ["activity_name"] = e.Kind.Name,
            ["type_uid"] = (id * 100) + e.Kind.Activity,
            ["type_name"] = $"{name}: {(e.Kind.Activity == EventKind.Other ? "Other" : e.Kind.Name)}",
            ["time"] = e.At.ToUnixTimeMilliseconds(),
            ["severity_id"] = e.Outcome == EventOutcome.Failure ? Low : Informational,
            ["severity"] = e.Outcome == EventOutcome.Failure ? "Low" : "Informational",
            ["status_id"] = statusId,
            ["status"] = status,
            ["metadata"] = Metadata(e),
            ["actor"] = ActorOf(e),
        };
        Add(json, "status_code", e.Code ?? e.HttpStatus?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add(json, "status_detail", e.Detail);
        AddSubject(json, e);
        if (e.SourceAddress is not null || e.Kind.Class == EventClass.ApiActivity)
        {
            json["src_endpoint"] = e.SourceAddress is { } address ? new JsonObject { ["ip"] = address } : new JsonObject { ["name"] = e.Actor.Name };
        }

        if (e.Method is not null)
        {
            json["http_request"] = Request(e);
        }

        json["unmapped"] = e.More.DeepClone();
        return json;
    }

    private static void AddSubject(JsonObject json, StreamedEvent e)
    {
        switch (e.Kind.Class)
        {
            case EventClass.GroupManagement:
                json["group"] = Party(e.Target);
                break;
            case EventClass.ApiActivity:
                json["api"] = new JsonObject { ["operation"] = e.Action, ["service"] = new JsonObject { ["name"] = Product } };
                json["resources"] = new JsonArray(Resource(e));
                break;
            default:
                json["user"] = Party(e.Target);
                break;
        }

        if (e.Kind.Class == EventClass.Authentication)
        {
            json["service"] = new JsonObject { ["name"] = Product };
        }

        if (e.Kind.Class == EventClass.UserAccess)
        {
            json["privileges"] = new JsonArray(e.Role);
        }
    }

    private static JsonObject Metadata(StreamedEvent e)
    {
        var metadata = new JsonObject
        {
            ["version"] = Version,
            ["product"] = new JsonObject { ["name"] = Product, ["vendor_name"] = Product },
            ["uid"] = e.Uid,
            ["log_name"] = e.Log == StreamedLogs.Audit ? "audit" : "provisioning",
            ["tenant_uid"] = e.Organization.ToString(),
            ["event_code"] = e.Action,
        };
        Add(metadata, "correlation_uid", e.RequestId?.ToString());
        if (e.Kind.Class is EventClass.UserAccess or EventClass.GroupManagement)
        {
            // These classes have an actor only with this profile.
            metadata["profiles"] = new JsonArray("host");
        }

        return metadata;
    }

    private static JsonObject ActorOf(StreamedEvent e)
    {
        if (!e.IsProgram)
        {
            return new JsonObject { ["user"] = Party(e.Actor) };
        }

        var actor = new JsonObject { ["app_name"] = e.Actor.Name };
        Add(actor, "app_uid", e.Actor.Id);
        return actor;
    }

    private static JsonObject Request(StreamedEvent e)
    {
        var request = new JsonObject { ["http_method"] = e.Method };
        Add(request, "user_agent", e.UserAgent);
        Add(request, "uid", e.RequestId?.ToString());
        return request;
    }

    private static JsonObject Resource(StreamedEvent e)
    {
        var resource = Party(e.Target);
        resource["type"] = e.TargetKind;
        return resource;
    }

    private static JsonObject Party(EventParty party)
    {
        var json = new JsonObject();
        Add(json, "name", party.Name);
        Add(json, "uid", party.Id);
        return json;
    }

    private static void Add(JsonObject json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json[name] = value;
        }
    }

    private static string CaptionOf(EventClass of) => of switch
    {
        EventClass.AccountChange => "Account Change",
        EventClass.Authentication => "Authentication",
        EventClass.UserAccess => "User Access Management",
        EventClass.GroupManagement => "Group Management",
        EventClass.ApiActivity => "API Activity",
        _ => throw new ArgumentOutOfRangeException(nameof(of), of, null),
    };
}
