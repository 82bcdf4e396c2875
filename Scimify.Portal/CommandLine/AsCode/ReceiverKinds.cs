using System.Text.Json.Nodes;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>What posts to an address that somebody else gave, and that can be a secret.</summary>
internal abstract class ReceiverKind : ObjectKind
{
    public override string Key => "url";

    public override string NewSecret => "secret";

    public override StringComparer Keys => StringComparer.Ordinal;

    public override string NameOf(string key) => DisplayText.OfAddress(key);

    public override bool IsHidden(string key) => key.EndsWith("/…", StringComparison.Ordinal);

    public override FieldChange Told(FieldChange field) => field.Field == Key ? field with { Before = Shortened(field.Before), After = Shortened(field.After) } : field;

    private string? Shortened(JsonNode? url) => url is null ? null : NameOf(url.ToString().Trim());
}

internal sealed class WebhookKind : ReceiverKind
{
    public override string Section => "webhooks";

    public override InputType Item => InputType.Of(typeof(WebhookItem));

    public override ApiRoute List => ApiRoutes.Webhooks;

    public override ApiRoute Create => ApiRoutes.CreateWebhook;

    public override ApiRoute Change => ApiRoutes.ChangeWebhook;

    public override ApiRoute Delete => ApiRoutes.RemoveWebhook;
}

internal sealed class LogStreamKind : ReceiverKind
{
    public override string Section => "logStreams";

    public override InputType Item => InputType.Of(typeof(LogStreamItem));

    public override ApiRoute List => ApiRoutes.LogStreams;

    public override ApiRoute Create => ApiRoutes.CreateLogStream;

    public override ApiRoute? Change => null;

    public override ApiRoute Delete => ApiRoutes.RemoveLogStream;

    public override bool HasPages => false;

    /// <summary>Those of the settings are not made here.</summary>
    public override bool IsCovered(JsonObject resource) => resource["target"]?.ToString() == "webhook";

    public override IReadOnlyList<FieldChange> Possible(IReadOnlyList<FieldChange> fields, JsonObject wanted, JsonObject? resource, string name, Action<string> leave)
    {
        if (resource is null || fields.Count == 0)
        {
            return fields;
        }

        leave($"{name} has another {string.Join(" and ", fields.Select(field => field.Field))} than the file, and a log stream cannot be changed. Remove it at /webhooks in the console, and run apply again: it begins with what is logged from then on.");
        return [];
    }
}
