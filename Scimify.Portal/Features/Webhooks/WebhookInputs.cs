using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.Notifications;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Webhooks;

/// <summary>A new webhook.</summary>
public sealed record CreateWebhookInput
{
    [Description("The https address that messages are posted to.")]
    [Required]
    [Example("https://hooks.example.com/scimify")]
    public string? Url { get; init; }

    [Description("Which types of messages it gets. Without it: all but audit.head.")]
    [Words(typeof(WebhookEvents), nameof(WebhookEvents.Names))]
    [JsonExample("""["changes.held","integration.unhealthy"]""")]
    public IReadOnlyList<string>? Events { get; init; }
}

/// <summary>A merge into a webhook.</summary>
public sealed record ChangeWebhookInput
{
    [Description("Which types of messages it gets: one or more.")]
    [Words(typeof(WebhookEvents), nameof(WebhookEvents.Names))]
    [JsonExample("""["changes.held","audit.head"]""")]
    public IReadOnlyList<string>? Events { get; init; }
}
